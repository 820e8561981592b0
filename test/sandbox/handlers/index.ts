import { calls } from './calls';
import type { Handlers } from './handler';
import { people } from './people';
import { webhooks } from './webhooks';

/** Every operation that the sandbox serves, by its id in the contract. The others answer 501. */
export const HANDLERS: Handlers = { ...calls, ...people, ...webhooks };
