import { searching } from './searchPages';

/** Agents (JustCall's users) by name and e-mail; the value is the agent's id. */
export const searchAgents = searching({
	path: '/v2.1/users',
	subject: 'The list of agents',
	query: { order: 'asc' },
	byName: true,
	show: ({ id, name, email }) => ({
		name: email ? `${String(name)} (${String(email)})` : String(name),
		value: String(id),
	}),
});
