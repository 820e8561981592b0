import type { LaterRecord } from '../seed/later';
import { filtered, NOT_FOUND, type Handlers } from './handler';
import { pageOf } from './v1Answers';

/** Handlers of the operations that the contract does not have; see ../later.ts. */
export const later: Handlers = {
	listLaterRecords({ state }, { query }) {
		const rows = filtered<LaterRecord>(state.later, query, {
			name: (row, value: string) => row.name.includes(value),
		});
		return { kind: 'list', rows };
	},

	listLaterRecordsSilently({ state }) {
		return { kind: 'list', rows: state.later };
	},

	listLaterNames({ state }) {
		return { kind: 'raw', body: state.later.map(({ name }) => name) };
	},

	/** Reads a list like v1: by POST, with pages from 1 in the body. */
	queryLaterRecords({ state }, { body }) {
		return { kind: 'raw', body: { status: 'success', data: pageOf(state.later, body, 20) } };
	},

	getLaterRecord({ state }, { params }) {
		const data = state.later.find(({ id }) => id === Number(params.id));
		return data ? { kind: 'one', data } : NOT_FOUND;
	},

	createLaterRecord({ state }, { body }) {
		const data: LaterRecord = { ...body, id: (state.later.at(-1)?.id ?? 7000) + 1, name: String(body.name) };
		state.later.push(data);
		return { kind: 'one', data };
	},

	updateLaterRecord({ state }, { params, body }) {
		const data = state.later.find(({ id }) => id === Number(params.id));
		return data ? { kind: 'one', data: Object.assign(data, body) } : NOT_FOUND;
	},

	replaceLaterRecord({ state }, { params, body }) {
		const place = state.later.findIndex(({ id }) => id === Number(params.id));
		if (place < 0) return NOT_FOUND;
		const data = { ...body, id: Number(params.id), name: String(body.name) };
		state.later[place] = data;
		return { kind: 'one', data };
	},

	deleteLaterRecord({ state }, { params }) {
		const place = state.later.findIndex(({ id }) => id === Number(params.id));
		if (place < 0) return NOT_FOUND;
		state.later.splice(place, 1);
		return { kind: 'none' };
	},
};
