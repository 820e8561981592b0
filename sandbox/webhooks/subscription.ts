/** An address that receives the events of one type. */
export interface WebhookUrl {
	webhook_url: string;
	url_id: string;
	api_version: string;
	/** UTC, spaced form. */
	datetime: string;
	status: 'Active' | 'Warning' | 'Blacklisted';
}

/** The addresses of one event type, as the API shows them. */
export interface Subscription {
	type: string;
	latest_api_version: string;
	url_count: number;
	warning_url_count: number;
	blacklisted_url_count: number;
	webhook_urls: WebhookUrl[];
}
