/** What everyone must be able to use: Waybill's own part of a page, judged by axe-core, with text twice as large, and on a small screen. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync( createRequire( import.meta.url ).resolve( 'axe-core/axe.min.js' ), 'utf8' );
/** axe-core's words for what keeps somebody out. */
const GRAVE = [ 'serious', 'critical' ];
/** A page of ours is ours below the menu; of WooCommerce's and WordPress' pages only what bears our name. */
const OUR_PAGE = '[class*="_page_waybill"] #wpbody-content, .settings_page_logistos-sync #wpbody-content';
const OUR_PARTS = ':is([id^="waybill"], [class^="waybill"], [class*=" waybill"], [class*="-waybill"]):not(body, html, script, style, link)';
/** For ears alone; and what may scroll by itself, because its lines and columns mean something. */
const APART = '.screen-reader-text, pre *, .waybill-chart *';
const OUR_ROUTES = '**/waybill/v1/**';
/** Rounding of what is laid out in fractions of pixels. */
const TOLERANCE_PX = 1;

/** Fails where axe-core finds something serious in what is ours. */
export async function assertAccessible( page, name ) {
	if ( ! await markOurs( page ) ) {
		return;
	}
	await page.evaluate( AXE );
	const { violations } = await page.evaluate( () => window.axe.run( { include: [ [ '[data-ours]' ] ] }, { resultTypes: [ 'violations' ] } ) );
	const found = violations.filter( ( { impact } ) => GRAVE.includes( impact ) )
		.flatMap( ( { id, help, nodes } ) => nodes.map( ( { html, failureSummary } ) => `${ id }: ${ help }\n${ html }\n${ failureSummary }` ) );
	assert.deepEqual( found, [], `${ name } is not accessible` );
}

/** Fails where something of ours lies outside the screen, or is cut off. */
export async function assertFits( page, name ) {
	await markOurs( page );
	const cut = await page.evaluate( ( [ apart, tolerance ] ) => {
		const width = document.documentElement.clientWidth;
		const isSeen = ( element ) => element.checkVisibility( { visibilityProperty: true } ) && ! element.closest( apart );
		const isOutside = ( { left, right } ) => left < -tolerance || right > width + tolerance;
		// What is typed into scrolls by itself.
		const isClipped = ( element ) => ! element.matches( 'input, textarea, select' ) && [ 'hidden', 'clip' ].includes( getComputedStyle( element ).overflowX )
			&& ( element.scrollWidth > element.clientWidth + tolerance || element.scrollHeight > element.clientHeight + tolerance );
		return [ ...document.querySelectorAll( '[data-ours], [data-ours] *' ) ]
			.filter( ( element ) => isSeen( element ) && ( isOutside( element.getBoundingClientRect() ) || isClipped( element ) ) )
			.map( ( element ) => element.outerHTML.slice( 0, 200 ) );
	}, [ APART, TOLERANCE_PX ] );
	assert.deepEqual( cut, [], `${ name } does not fit` );
}

/** Does something while the text of what is ours is twice as large, as a browser's setting for text alone makes it. */
export async function withLargeText( page, act ) {
	await markOurs( page );
	const undo = await page.evaluateHandle( () => {
		const elements = [ ...document.querySelectorAll( '[data-ours], [data-ours] *' ) ];
		const before = elements.map( ( element ) => [ element, element.getAttribute( 'style' ) ] );
		const sizes = elements.map( ( element ) => {
			const { fontSize, lineHeight } = getComputedStyle( element );
			return { 'font-size': fontSize, 'line-height': lineHeight };
		} );
		elements.forEach( ( element, index ) => Object.entries( sizes[ index ] ).forEach( ( [ property, size ] ) => {
			if ( size.endsWith( 'px' ) ) {
				element.style.setProperty( property, `${ 2 * parseFloat( size ) }px`, 'important' );
			}
		} ) );
		return () => before.forEach( ( [ element, style ] ) => style === null ? element.removeAttribute( 'style' ) : element.setAttribute( 'style', style ) );
	} );
	try {
		await undisturbed( page, act );
	} finally {
		await undo.evaluate( ( putBack ) => putBack() );
	}
}

/** Does something while the page hears nothing from the server: news would take away what a test has put into it. */
export async function undisturbed( page, act ) {
	let release;
	const later = new Promise( ( resolve ) => ( release = resolve ) );
	const held = [];
	const hold = ( route ) => held.push( later.then( () => route.continue() ) );
	await page.route( OUR_ROUTES, hold );
	try {
		await act();
	} finally {
		release();
		await Promise.all( held );
		await page.unroute( OUR_ROUTES, hold );
	}
}

/** Marks what is ours in a page (`data-ours`), and says whether there is any of it. */
export function markOurs( page ) {
	return page.evaluate( ( [ ourPage, ourParts ] ) => {
		const whole = document.querySelector( ourPage );
		const parts = whole ? [ whole ] : [ ...document.querySelectorAll( ourParts ) ].filter( ( element ) => ! element.parentElement?.closest( ourParts ) );
		parts.filter( ( part ) => part.checkVisibility() ).forEach( ( part ) => ( part.dataset.ours = '' ) );
		return parts.length > 0;
	}, [ OUR_PAGE, OUR_PARTS ] );
}
