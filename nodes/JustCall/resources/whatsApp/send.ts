import {
	additionalFields,
	body,
	defaultCountry,
	onceADay,
	receiver,
} from '../../../shared/description/fields';
import { courtesy } from '../../../shared/description/courtesyFields';
import { since } from '../../../shared/description/nodeVersion';
import type { Field, Operation } from '../../../shared/description/operation';
import type * as resourceMapping from '../../resourceMapping';
import { justCallNumberLocator, templateLocator } from '../locators';
import { SIMPLE_WHATSAPP, SIMPLE_WHATSAPP_IN_VERSION_1 } from './fields';

const message: Field = {
	displayName: 'Message',
	name: 'body',
	type: 'string',
	typeOptions: { rows: 4 },
	placeholder: 'e.g. We are on our way.',
	default: '',
	send: body('body', 'text', { maxLength: 4000 }),
};

const mediaUrl: Field = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/picture.png',
	send: body('media_url', 'text'),
};

const mediaFileName: Field = {
	displayName: 'Media File Name',
	name: 'mediaFileName',
	type: 'string',
	default: '',
	description: 'Name that the receiver sees for the file',
	send: body('media_file_name', 'text'),
};

/** One field for each place of the template, from version 2 of the node on. Its method is in resourceMapping/. */
const templateValues: Field = {
	displayName: 'Template Values',
	name: 'templateValues',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	typeOptions: {
		loadOptionsDependsOn: ['justcallNumber.value', 'templateId.value'],
		resourceMapper: {
			resourceMapperMethod: 'getTemplatePlaces' satisfies keyof typeof resourceMapping,
			mode: 'add',
			valuesLabel: 'Template Values',
			fieldWords: { singular: 'place', plural: 'places' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
		},
	},
	displayOptions: { show: { ...since(2).show, content: ['template'] } },
	description: 'Values for the places in the text of the template',
};

const shownFor = (content: 'text' | 'file' | 'template', field: Field): Field => ({
	...field,
	displayOptions: { show: { content: [content] } },
});

/**
 * Send a WhatsApp message. JustCall has no idempotency key, so the node never repeats the request (FACTS.md
 * section 7).
 */
export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send WhatsApp message',
	description:
		'Send a WhatsApp message: a text, a file, or an approved template. Running it again sends it again. This cannot be undone.',
	method: 'POST',
	path: '/v2.1/whatsapp/messages/send',
	subject: 'The message',
	answer: { kind: 'one' },
	simplify: SIMPLE_WHATSAPP,
	simplifyInVersion1: SIMPLE_WHATSAPP_IN_VERSION_1,
	fields: [
		justCallNumberLocator({
			displayName: 'From',
			description: 'WhatsApp number of the account that the message comes from',
			send: body('justcall_number', 'e164', { isOwn: true }),
			required: true,
		}),
		receiver,
		{
			displayName: 'Content',
			name: 'content',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'File',
					value: 'file',
					description: 'A picture, document, audio or video, with or without words',
				},
				{ name: 'Template', value: 'template', description: 'An approved template' },
				{ name: 'Text', value: 'text', description: 'A message in your own words' },
			],
			default: 'text',
			hint: 'WhatsApp takes texts and files for 24 hours after a person wrote, templates at any time.',
			description: 'What to send',
		},
		shownFor('text', {
			...message,
			required: true,
			description: 'Text of the message, 4000 characters at most',
		}),
		shownFor('file', {
			...mediaUrl,
			required: true,
			description: 'Public address of the file',
		}),
		shownFor(
			'template',
			templateLocator({
				description: 'Approved template to send. Choose the number in From first.',
				send: body('template_id', 'integer'),
				required: true,
			}),
		),
		templateValues,
		shownFor('text', additionalFields([defaultCountry, ...onceADay('message'), ...courtesy('send')])),
		shownFor(
			'file',
			additionalFields([
				defaultCountry,
				mediaFileName,
				{ ...message, description: 'Words to go with the file, 4000 characters at most' },
				...onceADay('message'),
				...courtesy('send'),
			]),
		),
		shownFor(
			'template',
			additionalFields([
				defaultCountry,
				mediaFileName,
				{ ...mediaUrl, description: 'Public address of a file, for a template that has one' },
				...onceADay('message'),
				...courtesy('send'),
				{
					displayName: 'Template Variables',
					name: 'templateVariables',
					type: 'string',
					default: '',
					placeholder: 'e.g. Mara, 3 pm',
					description:
						'Values for the places in the template, in order: a list from an expression, or separated by commas if no value has one',
					send: body('template_variables', 'positions'),
				},
			]),
		),
	],
};
