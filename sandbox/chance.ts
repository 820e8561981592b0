import type { Faker } from '@faker-js/faker';
// The package's own entry loads all of its languages, which takes longer than to make up an account.
import { faker as english } from '@faker-js/faker/locale/en';

/** A source of chance of its own: the same seed gives the same values. */
export function chance(seed: number): Faker {
	const faker = new (english.constructor as typeof Faker)({ locale: english.rawDefinitions });
	faker.seed(seed);
	return faker;
}
