/** The pages in every language that the plugin speaks, in one that marks what can be translated, and from right to left. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { open, page, pages } from '../support/merchant.js';
import { ourPages, seeing, texts, translations } from '../support/view.js';

/** The one text that scripts alone say. */
const OF_THE_SCRIPT = 'This did not work. Try again.';
/** What platforms and couriers are called. */
const NAMES = [ 'Logistos', 'TrackingTech', 'Courier Chile', 'Santiago' ];
/** Words that WooCommerce says as well, and that stay as they are without its own language pack. */
const STATUSES = [ 'Cancelled', 'Failed' ];
/** Between a text's placeholders. */
const PLACEHOLDER = /%(?:\d+\$)?[sd]/g;
/** Shorter ones may be part of another language's words, or of a name. */
const WORDS = 3;

test( 'every text of ours can be translated', async () => {
	await seeing( { locale: 'marked' }, async () => {
		for ( const [ name, path ] of ourPages ) {
			await open( path );
			const shown = await texts();
			assert.ok( shown.some( isMarked ), 'the mark is there to be seen' );
			assert.deepEqual( shown.filter( ( text ) => /\p{L}/u.test( text ) && ! isMarked( text ) && ! NAMES.includes( text ) ), [], name );
		}
	} );
} );

for ( const locale of [ 'es_CL', 'zh_TW' ] ) {
	test( `in ${ locale } nothing of ours is left in English`, async () => {
		const english = translations( locale ).filter( isOtherwiseInEnglish ).map( ( text ) => asPattern( text.english ) );
		assert.ok( english.length > 100, 'there is something to look for' );
		await seeing( { locale }, async () => {
			for ( const [ name, path ] of ourPages ) {
				await open( path );
				await picture( page, `${ locale }-${ name }` );
				const shown = await texts();
				assert.ok( shown.length > 0 );
				assert.deepEqual( shown.filter( ( text ) => ! STATUSES.includes( text ) && english.some( ( pattern ) => pattern.test( text ) ) ), [], name );
			}
		} );
	} );

	test( `in ${ locale } the script has its texts, too`, async () => {
		const { translated } = translations( locale ).find( ( text ) => text.english === OF_THE_SCRIPT );
		await seeing( { locale }, async () => {
			await open( pages.logistos );
			assert.equal( await page.evaluate( ( text ) => window.wp.i18n.__( text, 'waybill' ), OF_THE_SCRIPT ), translated );
		} );
	} );
}

test( 'from right to left the pages are mirrored, and nothing falls out of them', async () => {
	await seeing( { direction: 'rtl' }, async () => {
		for ( const [ name, path ] of ourPages ) {
			await open( path );
			assert.equal( await page.evaluate( () => getComputedStyle( document.body ).direction ), 'rtl' );
			await picture( page, `rtl-${ name }` );
		}
		await open( pages.trackingTech );
		const [ icon, text ] = await Promise.all( [ '.dashicons', 'strong' ].map( ( part ) => page.locator( `.waybill-state ${ part }` ).first().boundingBox() ) );
		assert.ok( icon.x > text.x + text.width - 1, 'the sign stands where reading begins' );
	} );
} );

/** Whether it went through the functions that translate. */
function isMarked( text ) {
	return text.includes( '⟦' );
}

/** Whether one sees which language it is: names and bare placeholders are alike in both. */
function isOtherwiseInEnglish( { english, translated } ) {
	return english !== translated && /\p{L}/u.test( english.replaceAll( PLACEHOLDER, '' ) );
}

/** Whether a text says this English one: a sentence anywhere in it, a word or two alone. */
function asPattern( english ) {
	const pattern = english.split( PLACEHOLDER ).map( ( part ) => part.replace( /[.*+?^${}()|[\]\\]/g, '\\$&' ) ).join( '.+' ).replaceAll( '%%', '%' );
	return new RegExp( english.split( ' ' ).length < WORDS || english.search( PLACEHOLDER ) >= 0 ? `^${ pattern }$` : pattern );
}
