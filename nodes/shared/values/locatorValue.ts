import { isObject } from './isObject';

/** Value chosen in a resource locator, as n8n stores it in a parameter; any other value is returned as it is. */
export function locatorValue(parameter: unknown): unknown {
	return isObject(parameter) && '__rl' in parameter && 'value' in parameter ? parameter.value : parameter;
}
