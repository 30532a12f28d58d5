/** The merchant's site in another language, or from right to left (mu-plugins/other-view.php); and the texts of Waybill's on a page. */

import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';

import { markOurs } from './accessible.js';
import { page, pages } from './merchant.js';
import * as site from './site.js';

const LANGUAGES = new URL( '../../../plugin/languages/', import.meta.url );

/** The pages that are ours, by their names. */
export const ourPages = Object.entries( pages ).filter( ( [ name ] ) => ! [ 'plugins', 'uploadPlugin' ].includes( name ) );

/** Does something while the merchant sees the site otherwise: `{ locale: 'es_CL' }`, `{ direction: 'rtl' }`. */
export async function seeing( view, act ) {
	const folder = `${ site.setting( 'WAYBILL_SITE_PATH' ) }/wp-content/mu-plugins`;
	mkdirSync( folder, { recursive: true } );
	copyFileSync( new URL( '../mu-plugins/other-view.php', import.meta.url ), `${ folder }/other-view.php` );
	await page.context().addCookies( Object.entries( view ).map( ( [ name, value ] ) => ( { name: `waybill_${ name }`, value, url: site.url } ) ) );
	try {
		await act();
	} finally {
		await page.context().clearCookies( { name: /^waybill_/ } );
	}
}

/** The texts of what is ours on the page, also those that are not shown at the moment, and of its attributes that are read out. */
export async function texts() {
	await markOurs( page );
	return page.evaluate( () => [ ...document.querySelectorAll( '[data-ours]' ) ].flatMap( ( part ) => {
		const found = [];
		const nodes = document.createTreeWalker( part, NodeFilter.SHOW_TEXT );
		while ( nodes.nextNode() ) {
			if ( ! nodes.currentNode.parentElement.closest( 'script, style, noscript, code, pre, #screen-meta' ) ) {
				found.push( nodes.currentNode.data.trim() );
			}
		}
		part.querySelectorAll( ':is([aria-label], [title], [alt]):not(#screen-meta *, #screen-meta)' ).forEach( ( element ) =>
			found.push( ...[ 'aria-label', 'title', 'alt' ].map( ( name ) => element.getAttribute( name ) ?? '' ) ) );
		return found.filter( ( text ) => text !== '' );
	} ) );
}

/** What the plugin says in English, and in this language; a plural's first form. */
export function translations( locale ) {
	const po = readFileSync( new URL( `waybill-${ locale }.po`, LANGUAGES ), 'utf8' );
	return [ ...po.matchAll( /^msgid "(.+)"\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? "(.*)"$/gm ) ]
		.map( ( [ , english, translated ] ) => ( { english: JSON.parse( `"${ english }"` ), translated: JSON.parse( `"${ translated }"` ) } ) );
}
