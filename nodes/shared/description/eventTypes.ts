import type { INodePropertyOptions } from 'n8n-workflow';

/** JustCall's events by its own names, with the names and descriptions that the panel shows (FACTS.md section 9). */
export const EVENT_TYPES: INodePropertyOptions[] = [
	{
		name: 'Appointment Scheduled',
		value: 'appointment.scheduled',
		action: 'On scheduled appointment',
		description: 'An appointment was booked',
	},
	{
		name: 'Call AI Report Generated',
		value: 'jc.call_ai_generated',
		action: 'On AI report of a call',
		description: 'The AI report of a call is ready',
	},
	{
		name: 'Call Answered',
		value: 'call.answered',
		action: 'On answered call',
		description: 'Somebody picked up',
	},
	{
		name: 'Call Completed',
		value: 'call.completed',
		action: 'On completed call',
		description: 'A call ended and was logged',
	},
	{
		name: 'Call Enters Queue',
		value: 'call.enters_queue',
		action: 'On caller entering a queue',
		description: 'A caller waits in a queue',
	},
	{
		name: 'Call Exits Queue',
		value: 'call.exits_queue',
		action: 'On caller leaving a queue',
		description: 'A caller left a queue',
	},
	{ name: 'Call Incoming', value: 'call.incoming', action: 'On incoming call', description: 'A call rings' },
	{
		name: 'Call Initiated',
		value: 'call.initiated',
		action: 'On outgoing call',
		description: 'An outgoing call starts',
	},
	{
		name: 'Call Missed',
		value: 'call.missed',
		action: 'On missed call',
		description: 'A call was missed without voicemail',
	},
	{
		name: 'Call Updated',
		value: 'call.updated',
		action: 'On updated call',
		description: 'Date, notes, disposition or rating of a call changed',
	},
	{
		name: 'Call Voice Agent Data',
		value: 'call.ai_voice_agent',
		action: 'On data of an AI voice agent',
		description: 'What an AI voice agent did in a call',
	},
	{
		name: 'Call Voicemail',
		value: 'call.voicemail',
		action: 'On voicemail',
		description: 'A call was missed and left a voicemail',
	},
	{
		name: 'Contact Status Updated',
		value: 'jc.contact_status_updated',
		action: 'On updated contact status',
		description: 'A contact was put on a list such as do-not-disturb, or taken off',
	},
	{
		name: 'Sales Dialer AI Report Generated',
		value: 'sd.call_ai_generated',
		action: 'On AI report of a Sales Dialer call',
		description: 'The AI report of a Sales Dialer call is ready',
	},
	{
		name: 'Sales Dialer Call Completed',
		value: 'sd.call_completed',
		action: 'On completed Sales Dialer call',
		description: 'A Sales Dialer call ended',
	},
	{
		name: 'Sales Dialer Call Updated',
		value: 'sd.call_updated',
		action: 'On updated Sales Dialer call',
		description: 'A Sales Dialer call changed',
	},
	{ name: 'SMS Received', value: 'sms.received', action: 'On received SMS', description: 'A text came in' },
	{ name: 'SMS Sent', value: 'sms.sent', action: 'On sent SMS', description: 'A text went out' },
	{
		name: 'SMS Sent or Received',
		value: 'sms.sent_received',
		action: 'On sent or received SMS',
		description: 'A text went out or came in',
	},
	{
		name: 'SMS Status Updated',
		value: 'sms.status_updated',
		action: 'On updated SMS status',
		description: 'The delivery of a sent text changed',
	},
	{
		name: 'WhatsApp Message Received',
		value: 'whatsapp.message_received',
		action: 'On received WhatsApp message',
		description: 'A WhatsApp message came in',
	},
	{
		name: 'WhatsApp Message Sent',
		value: 'whatsapp.message_sent',
		action: 'On sent WhatsApp message',
		description: 'A WhatsApp message went out',
	},
	{
		name: 'WhatsApp Message Status Updated',
		value: 'whatsapp.message_status_updated',
		action: 'On updated WhatsApp message status',
		description: 'The delivery of a sent WhatsApp message changed',
	},
];
