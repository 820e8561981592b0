import { textOf } from './entries';
import { isEmail } from './matching';
import { searching, type SearchableList } from './searchPages';

/** Agents (JustCall's users); the value is the agent's id. */
export const agents: SearchableList = {
	path: '/v2.1/users',
	one: '/v2.1/users/{id}',
	subject: 'The list of agents',
	plural: 'agents',
	query: { order: 'asc' },
	byName: true,
	find: ({ typed }) => (isEmail(typed) ? [{ query: { email: typed }, isWhole: true }] : []),
	show: ({ id, name, email }) => {
		const address = textOf(email);
		return { value: id, name: [textOf(name), address && `(${address})`] };
	},
};

/** Agents by name, e-mail and ID. */
export const searchAgents = searching(agents);
