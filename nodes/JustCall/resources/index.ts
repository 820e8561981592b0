import type { Resource } from '../shared/operation';
import { call } from './call';

/** Every resource of the node, alphabetical by name. */
export const resources: Resource[] = [call];
