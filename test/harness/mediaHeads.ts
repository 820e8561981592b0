/**
 * The first bytes of real files that ffmpeg 7.0 made from the sandbox's voice: name, bytes in Base64, type and
 * extension.
 */
export const HEADS: ReadonlyArray<[name: string, base64: string, mimeType: string, extension: string]> = [
	[
		'WAV, PCM',
		'UklGRkb6AABXQVZFZm10IBAAAAABAAEAgD4AAAB9AAACABAATElTVBoAAABJTkZPSVNGVA0AAABMYXZmNjEuMS4xMDAAAGRh',
		'audio/wav',
		'wav',
	],
	[
		'WAV, mu-law',
		'UklGRtQ+AABXQVZFZm10IBIAAAAHAAEAQB8AAEAfAAABAAgAAABmYWN0BAAAAIA+AABMSVNUGgAAAElORk9JU0ZUDQAAAExh',
		'audio/wav',
		'wav',
	],
	[
		'WAV, ADPCM',
		'UklGRnRAAABXQVZFZm10IDIAAAACAAEAgD4AAIA+AAAABAQAIAD0BwcAAAEAAAACAP8AAAAAwABAAPAAAADMATD/iAEY/2Zh',
		'audio/wav',
		'wav',
	],
	[
		'RF64',
		'UkY2NP////9XQVZFZHM2NBwAAABq+gAAAAAAAAD6AAAAAAAAAH0AAAAAAAAAAAAAZm10IBAAAAABAAEAgD4AAAB9AAACABAA',
		'audio/wav',
		'wav',
	],
	[
		'MP3 behind an ID3 tag',
		'SUQzBAAAAAAAIlRTU0UAAAAOAAADTGF2ZjYxLjEuMTAwAAAAAAAAAAAAAAD/81jAAAAAAAAAAAAASW5mbwAAAA8AAAA6AAAZ',
		'audio/mpeg',
		'mp3',
	],
	[
		'MP3 without a tag',
		'//M4xAASOpDgAEhLLGXsNqLnCEOgWKOm0yaMicToF6ukyIyOE6CcNx7CBesa215kl//+1////+hR4uKHT/qimYUOn/qimYUO',
		'audio/mpeg',
		'mp3',
	],
	[
		'MPEG layer II',
		'//XoxP///////////+qqqqqqqqs19n9z9p9z9v9v9z91919z9z9x9p919x9j9l9r9t9v9v919z9p9p9z59v54//v/7/+//v/',
		'audio/mpeg',
		'mp3',
	],
	[
		'M4A',
		'AAAAHGZ0eXBNNEEgAAACAE00QSBpc29taXNvMgAAAAhmcmVlAAAyDW1kYXTcAExhdmM2MS4zLjEwMAABQKAHwCEADgC0n7A/',
		'audio/mp4',
		'm4a',
	],
	[
		'MP4 in fragments',
		'AAAAIGZ0eXBpc29tAAACAGlzb21pc282aXNvMm1wNDEAAAK8bW9vdgAAAGxtdmhkAAAAAAAAAAAAAAAAAAAD6AAAAAAAAQAA',
		'audio/mp4',
		'm4a',
	],
	[
		'QuickTime',
		'AAAAFGZ0eXBxdCAgAAACAHF0ICAAAAAId2lkZQAAMg1tZGF03ABMYXZjNjEuMy4xMDAAAUCgB8AhAA4AtJ+wPzfqkSpv83+W',
		'video/quicktime',
		'mov',
	],
	[
		'3GP',
		'AAAAHGZ0eXAzZ3A0AAACADNncDRpc29taXNvMgAAAAhmcmVlAAAyDW1kYXTcAExhdmM2MS4zLjEwMAABQKAHwCEADgC0n7A/',
		'audio/3gpp',
		'3gp',
	],
	[
		'3G2',
		'AAAAHGZ0eXAzZzJhAAEAADNnMmFpc29taXNvMgAAAAhmcmVlAAAyDW1kYXTcAExhdmM2MS4zLjEwMAABQKAHwCEADgC0n7A/',
		'audio/3gpp2',
		'3g2',
	],
	[
		'AAC in ADTS',
		'//FgQAPf/NwATGF2YzYxLjMuMTAwAAFAoAfAIQAO//FgQFF//AC0n7A/N+qRKm/zf5b4WtrWcft3f7f/H6/r/j+P3dJ+Ofy/',
		'audio/aac',
		'aac',
	],
	[
		'FLAC',
		'ZkxhQwAAACIEgASAAAFvAAjtA+gBcAAAfQAj5svPR00lWpP6roOPWHNjBAAALAwAAABMYXZmNjEuMS4xMDABAAAAFAAAAGVu',
		'audio/flac',
		'flac',
	],
	[
		'Ogg, Vorbis',
		'T2dnUwACAAAAAAAAAAA1GOqDAAAAAB5M9TIBHgF2b3JiaXMAAAAAAYA+AAAAAAAAgLsAAAAAAACpAU9nZ1MAAAAAAAAAAAAA',
		'audio/ogg',
		'ogg',
	],
	[
		'Ogg, Opus',
		'T2dnUwACAAAAAAAAAADqL8HUAAAAAMIqT8wBE09wdXNIZWFkAQE4AYA+AAAAAABPZ2dTAAAAAAAAAAAAAOovwdQBAAAAxTdS',
		'audio/ogg',
		'ogg',
	],
	[
		'Ogg, Speex',
		'T2dnUwACAAAAAAAAAABiUIJkAAAAAJqvIYUBUFNwZWV4ICAgMS4ycmMxAAAAAAAAAAAAAAAAAAABAAAAUAAAAIA+AAABAAAA',
		'audio/ogg',
		'ogg',
	],
	[
		'Ogg, FLAC',
		'T2dnUwACAAAAAAAAAACZSiQLAAAAAFZMKPEBM39GTEFDAQAAAWZMYUMAAAAiBIAEgAAAAAANlgPoAXAAAAAAAAAAAAAAAAAA',
		'audio/ogg',
		'ogg',
	],
	[
		'WebM',
		'GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwEAAAAAAGanEU2bdLpNu4tTq4QVSalmU6yBoU27i1Or',
		'audio/webm',
		'webm',
	],
	[
		'Matroska',
		'GkXfo6NChoEBQveBAULygQRC84EIQoKIbWF0cm9za2FCh4EEQoWBAhhTgGcBAAAAAABm3RFNm3TAv4RmkrO/TbuLU6uEFUmp',
		'audio/matroska',
		'mka',
	],
	[
		'AMR',
		'IyFBTVIKPJEXFr5meeHgAeev8AAAAIAAAAAAAAAAAAAAAAAAAAA8SHcklmZ54eAB57rwAAAAwAAAAAAAAAAAAAAAAAAAADxV',
		'audio/amr',
		'amr',
	],
	[
		'AIFF',
		'Rk9STQAA+i5BSUZGQ09NTQAAABIAAQAAfQAAEEAM+gAAAAAAAABTU05EAAD6CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
		'audio/aiff',
		'aiff',
	],
	[
		'CAF',
		'Y2FmZgABAABkZXNjAAAAAAAAACBAz0AAAAAAAGxwY20AAAAAAAAAAgAAAAEAAAABAAAAEGNoYW4AAAAAAAAADABkAAEAAAAA',
		'audio/x-caf',
		'caf',
	],
	[
		'AU',
		'LnNuZAAAACAAAPoAAAAAAwAAPoAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
		'audio/basic',
		'au',
	],
	[
		'WMA',
		'MCaydY5mzxGm2QCqAGLObOwBAAAAAAAABQAAAAECodyrjEepzxGO5ADADCBTZWgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJ6L',
		'audio/x-ms-wma',
		'wma',
	],
	[
		'AVI',
		'UklGRgw0AABBVkkgTElTVOIRAABoZHJsYXZpaDgAAAAAAAAAAAAAAAAAAAAQCQAAAAAAAAAAAAABAAAAAAAQAAAAAAAAAAAA',
		'video/x-msvideo',
		'avi',
	],
];

/** The first bytes of files that are not recordings, with their name in a message. */
export const PICTURES: ReadonlyArray<[base64: string, what: string]> = [
	['iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAIAAAAuKetIAAAACXBIWQ==', 'a PNG picture'],
	['/9j/4AAQSkZJRgABAgAAAQABAAD//gAPTGF2YzYxLjMuMTAwAP/bAA==', 'a JPEG picture'],
	['R0lGODlhQAAwAPcfMQAAACQAAEgAAGwAAJAAALQAANgAAPwAAAAkAA==', 'a GIF picture'],
	['UklGRrACAABXRUJQVlA4IKQCAAAQEwCdASpAADAAPpFAl0elpCIhLQ==', 'a WebP picture'],
];

/** Sound without a header: the first bytes of mu-law and of 16-bit samples. */
export const RAW: readonly string[] = [
	'LS4yO03cwLexsLK4wtxSQDk2Njk+THbPwr27vL/J2WxRSERDRktVaujZ0tDS193q/HJub3n58O7yfGldV1JQUllo6tXLxsPEyNHsWUk/PDs9Qk/3zL65tra5wNJcQjgyMDE3QFzNu7Kura+2w/pDNS4rLC43SNq8sKupq6650Us2LSkoKi88aMCxq6ioq7HCXjouKScoLDVMzLWsqKeprrreQjErKCgrMUDpvK+qqKmttstROS4qKSswPFrIt66sq661w3pDNi8tLjI7TdzAt7GwsrjC3FJAOTY2OT5Mds/Cvbu8v8nZbFFIRENGS1Vq6NnS0NLX3er8cm5vefnw7vJ8aV1XUVBSWWjq1cvGw8TI0exZST88Oz1CT/bMvrm2trnA0lxCODIwMTdA',
	'T+727sfxUvb2++8BdgfYC48OUQ8YDh4L2QbhAeP8hPhL9ZfzjfMZ9fT3rPu8/5cDwQbcCLMJPwmnBzQFSAJP/678tvqa+Wz5Gvp3+z/9Kf/sAE4CKgN1AzkDlwK9AdkAGQCa/2n/g//Q/zAAfQCWAGYA6P8n/0T+af3H/Iv81vyy/RT/1wDBAokE5gWVBmcGSwVTA7EAuP3M+ln4wPZM9iP3Pvlo/EMAUwQMCOcKcwxpDLUKfQceAyD+KPni9Onxr/Bx8Sj0ifgQ/gkErQk4DgkRsREJEDoMtAYmAGj5XfPU7nDsj+w67yb0ufoeAmAJiw/KE4YVehS+EMQKTQNM+83zze0Y6jLpQesI8PD2Ff9sB94OcBRlF1cXQBSFDuAGTf7q9c3u5OnW5+fo',
];
