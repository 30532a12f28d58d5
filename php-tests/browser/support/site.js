/** The site under test (dev/site.sh): its address, its PHP, its logs. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath( new URL( '../../../', import.meta.url ) );
const LOGS = [ 'php.log', 'debug.log' ];
/** What PHP and WordPress write of a fault; WP_DEBUG is on, and its display off. */
const FAULT = /(?:PHP (?:Notice|Warning|Deprecated|Fatal error|Parse error|Recoverable fatal error)|WordPress database error).*/g;
/** WordPress looks for updates and plugins, and no site of ours may leave the machine for that. */
const NO_UPDATES = 'could not establish a secure connection to WordPress.org';

/** How much of each log has been taken. */
const taken = {};

export const url = setting( 'WAYBILL_SITE_URL' );
export const admin = { user: setting( 'WAYBILL_ADMIN_USER' ), password: setting( 'WAYBILL_ADMIN_PASSWORD' ) };
export const zip = `${ ROOT }dist/waybill.zip`;
/** What runs there: the versions of WordPress, WooCommerce and PHP, whether WooCommerce is the project's stand-in, and where orders are stored (`hpos`, `posts`). */
export const about = php( 'about' );
export const artefacts = `${ ROOT }.local/artefacts/screenshots/${ about.storage }`;

/** A setting that the suite's script made. */
export function setting( name ) {
	const value = process.env[ name ];
	if ( ! value ) {
		throw new Error( `${ name } is not set: run dev/test.sh browser-hpos` );
	}
	return value;
}

/** What a script of this suite's folder `php` prints, as JSON; it runs as the site does. */
export function php( script, ...args ) {
	const file = fileURLToPath( new URL( `../php/${ script }.php`, import.meta.url ) );
	return JSON.parse( execFileSync( `${ ROOT }dev/site.sh`, [ 'php', setting( 'WAYBILL_SITE' ), file, ...args ], { encoding: 'utf8' } ) );
}

/** The faults that PHP and WordPress have logged since the last time. */
export function takeFaults() {
	return LOGS.flatMap( ( log ) => {
		const text = read( `${ setting( 'WAYBILL_SITE_LOG' ) }/${ log }` );
		const since = text.slice( taken[ log ] ?? 0 );
		taken[ log ] = text.length;
		return since.match( FAULT ) ?? [];
	} ).filter( ( fault ) => ! fault.includes( NO_UPDATES ) );
}

/** A log's text; a site that logs nothing has no file. */
function read( file ) {
	try {
		return readFileSync( file, 'utf8' );
	} catch ( error ) {
		if ( error.code === 'ENOENT' ) {
			return '';
		}
		throw error;
	}
}
