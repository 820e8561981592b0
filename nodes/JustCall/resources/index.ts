import type { Resource } from '../shared/operation';
import { call } from './call';
import { phoneNumber } from './phoneNumber';
import { user } from './user';
import { userGroup } from './userGroup';
import { webhook } from './webhook';

/** Every resource of the node, alphabetical by name. */
export const resources: Resource[] = [call, phoneNumber, user, userGroup, webhook];
