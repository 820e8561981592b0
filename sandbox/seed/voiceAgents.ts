import { VOICE_AGENTS } from './calls';

/** An AI voice agent. */
export interface VoiceAgent {
	id: string;
	name: string;
	/** UTC epoch seconds. */
	createdAt: number;
	/** Indexes of the numbers that it answers. */
	numbers: number[];
	active: boolean;
}

/** The voice agents of the account, oldest first; calls refer to them by index. */
export function inventVoiceAgents(now: Date, numbers: number): VoiceAgent[] {
	const days = 86_400;
	const end = Math.floor(now.getTime() / 1000);
	return VOICE_AGENTS.map(({ id, name }, place) => ({
		id,
		name,
		createdAt: end - (170 - place * 40) * days,
		numbers: [place % numbers],
		active: true,
	}));
}
