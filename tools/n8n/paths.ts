import { join } from 'node:path';

/** The checkout. */
export const PROJECT_ROOT = join(__dirname, '..', '..');

/** The one ignored folder for everything that runs leave: downloads, n8n data, logs, screenshots. */
export const RUNTIME_DIR = join(PROJECT_ROOT, '.runtime');

/** Folder of the workflows that ship with the project. */
export const SAMPLE_WORKFLOWS_DIR = join(PROJECT_ROOT, 'examples');
