import { isObject } from './isObject';

/** The value chosen in a resource locator, in n8n's stored form. Any other value is returned unchanged. */
export function locatorValue(parameter: unknown): unknown {
	return isObject(parameter) && '__rl' in parameter && 'value' in parameter ? parameter.value : parameter;
}
