import { showWhatsApp } from '../messageView';
import type { Template, WhatsAppRow } from '../seed/messages';
import { findById } from '../state';
import { spanOf } from './dates';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';
import { addWhatsApp, contactPlace, isOver, isWith, mediaOf, numberPlace } from './messageState';
import { notOurs } from './texts';

/** The part of the search words that JustCall uses (FACTS.md section 10). */
const WORDS = 15;

/** Handlers of WhatsApp. */
export const whatsApp: Handlers = {
	listWhatsappMessages({ state }, { query }) {
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		// These three filters only work together with a number (FACTS.md section 10).
		const { message_direction, message_content, delivery_status, ...rest } = query;
		const withNumber = query.justcall_number !== undefined || query.contact_number !== undefined;
		const active = withNumber ? { ...rest, message_direction, message_content, delivery_status } : rest;
		const rows = filtered<WhatsAppRow>(state.messages.whatsApp, active, {
			from_datetime: ({ at }) => at >= span.from,
			to_datetime: ({ at }) => at <= span.to,
			contact_number: (row, value: string) => isWith(state, row, value),
			justcall_number: (row, value: string) => isOver(state, row, value),
			message_direction: ({ direction }, value: string) => direction.toLowerCase() === value,
			message_content: ({ body }, value: string) =>
				body.toLowerCase().includes(value.slice(0, WORDS).toLowerCase()),
			delivery_status: ({ status }, value: string) => status === value,
			last_message_id_fetched: ({ id }, value: number) => (query.order === 'asc' ? id > value : id < value),
		});
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: WhatsAppRow) => showWhatsApp(state, row, query.fetch_template_data === true),
		};
	},

	getWhatsappMessage({ state }, { params, query }) {
		const row = findById(state.messages.whatsApp, params.id);
		return row
			? { kind: 'one', data: showWhatsApp(state, row, query.fetch_template_data === true) }
			: NOT_FOUND;
	},

	sendWhatsappMessage({ state, webhooks }, { body }) {
		const number = numberPlace(state, body.justcall_number);
		if (number < 0) return notOurs('justcall_number');
		const template = findById(state.messages.templates, body.template_id);
		if (body.template_id !== undefined && template?.status !== 'Approved')
			return { kind: 'refused', status: 400, message: 'template_id is not an approved template' };
		const words = (body.template_variables as string[] | undefined) ?? [];
		const row = addWhatsApp(state, {
			number,
			contact: contactPlace(state, body.contact_number),
			direction: 'Outgoing',
			status: 'sent',
			body: template
				? template.body.replace(/\{\{(\d+)\}\}/g, (_, place: string) => words[Number(place) - 1] ?? '')
				: String(body.body ?? ''),
			media: mediaOf(body.media_url).slice(0, 1),
			template: template?.id,
		});
		const data = showWhatsApp(state, row, true);
		webhooks.emit('whatsapp.message_sent', data);
		return { kind: 'one', data };
	},

	listWhatsappTemplates({ state }, { query }) {
		const known = numberPlace(state, query.justcall_number) >= 0;
		const rows = filtered<Template>(known ? state.messages.templates : [], query, {
			template_name: ({ name }, value: string) => name === value,
			language: ({ language }, value: string) => language === value,
			category: ({ category }, value: string) => category === value,
		});
		return { kind: 'list', rows: ordered(rows, query.order, 'desc') };
	},

	checkWhatsappReply({ state }, { query }) {
		const row = state.messages.whatsApp.findLast(
			(message) =>
				message.direction === 'Incoming' &&
				isWith(state, message, query.contact_number) &&
				isOver(state, message, query.justcall_number),
		);
		return row ? { kind: 'one', data: showWhatsApp(state, row, false) } : NOT_FOUND;
	},
};
