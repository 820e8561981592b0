/**
 * Decodes n8n's stored execution data. It is a JSON list of values in which every text inside an object or a list
 * is the index of another value; the first value is the whole.
 */
export function decodeFlatted(encoded: string): unknown {
	const values = JSON.parse(encoded) as unknown[];
	const decoded = new Map<number, unknown>();

	const valueAt = (index: number): unknown => {
		if (decoded.has(index)) return decoded.get(index);
		const raw = values[index];
		if (typeof raw !== 'object' || raw === null) return raw;
		// Stored before it is filled, because values may refer back to their parents.
		if (Array.isArray(raw)) {
			const list: unknown[] = [];
			decoded.set(index, list);
			for (const entry of raw) list.push(resolve(entry));
			return list;
		}
		const object: Record<string, unknown> = {};
		decoded.set(index, object);
		for (const [key, entry] of Object.entries(raw)) object[key] = resolve(entry);
		return object;
	};
	const resolve = (entry: unknown): unknown => (typeof entry === 'string' ? valueAt(Number(entry)) : entry);

	return valueAt(0);
}
