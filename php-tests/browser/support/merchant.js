/** The merchant in wp-admin: one browser, one page, through the whole journey. */

import { visitor } from './browser.js';
import { eventually } from './eventually.js';
import * as site from './site.js';

/** In a page's text, where PHP's own display of faults would put them. */
const SHOWN_FAULT = /(?:Notice|Warning|Deprecated|Fatal error|Parse error): .+ in .+\.php/g;

/** A busy server is asked less often how far things have come. */
export const ASKED_AGAIN_MS = 60_000;

const merchant = await visitor();

export const page = merchant.page;

export const pages = {
	welcome: 'admin.php?page=waybill-welcome',
	logistos: 'options-general.php?page=logistos-sync',
	overview: 'admin.php?page=waybill-overview',
	plugins: 'plugins.php',
	trackingTech: 'admin.php?page=waybill-trackingtech',
	uploadPlugin: 'plugin-install.php?tab=upload',
};

export async function logIn() {
	await page.goto( `${ site.url }/wp-login.php` );
	await page.getByLabel( 'Username or Email Address' ).fill( site.admin.user );
	await page.getByLabel( 'Password', { exact: true } ).fill( site.admin.password );
	await page.getByRole( 'button', { name: 'Log In' } ).click();
	await page.waitForURL( '**/wp-admin/**' );
}

/** Goes to a page of wp-admin by its address. */
export const open = ( path ) => page.goto( `${ site.url }/wp-admin/${ path }` );

export const click = ( button ) => page.getByRole( 'button', { name: button, exact: true } ).click();

export const field = ( label ) => page.getByLabel( label, { exact: true } );

/** Does what the store refuses. The browser notes such an answer in its console: that one note is no trouble. */
export async function refused( act ) {
	const refusal = page.waitForResponse( ( response ) => response.url().includes( '/waybill/v1/' ) && response.status() === 422, { timeout: 30_000 } );
	await act();
	const address = ( await refusal ).url();
	const note = ( trouble ) => trouble.includes( 'status of 422' ) && trouble.includes( address );
	await eventually( 'the console notes the refusal', () => merchant.troubles.findIndex( note ), ( index ) => index >= 0 );
	merchant.troubles.splice( merchant.troubles.findIndex( note ), 1 );
}

/** The errors that can be seen, by the label of the field at which each stands; '' is a form's head. */
export function errors() {
	return page.locator( '#waybill-panel' ).evaluate( ( panel ) => Object.fromEntries(
		[ ...panel.querySelectorAll( '.waybill-error' ) ].filter( ( place ) => place.checkVisibility() ).map( ( place ) => [
			place.closest( '.waybill-field' )?.querySelector( 'label, legend' ).textContent ?? '',
			place.textContent,
		] )
	) );
}

/** The label of what has the focus; of a box in a group, the group's; '' where nothing has it. */
export function focused() {
	return page.evaluate( () => {
		const element = document.activeElement;
		if ( element === document.body ) {
			return '';
		}
		return ( element.closest( 'fieldset' )?.querySelector( 'legend' ) ?? element.labels?.[ 0 ] ?? element ).textContent.trim();
	} );
}

/** Waits for the sentence that says what has been done. */
export const told = ( sentence ) => page.locator( '.waybill-message' ).getByText( sentence, { exact: true } ).waitFor();

/** Waits for a line about how things stand. */
export const stands = ( sentence, options ) => page.locator( '.waybill-state' ).getByText( sentence, { exact: true } ).waitFor( options );

/** Waits until the page says that all of so many existing orders are sent. A busy machine needs more than one worker's time for them: the next minute's tick goes on, which a site without cron is given here. */
export async function allSent( orders ) {
	site.php( 'tick' );
	await stands( `Existing orders: ${ written( orders ) } of ${ written( orders ) } sent.`, { timeout: ASKED_AGAIN_MS } );
}

/** A number as the pages write it, and one that they have written. */
export const written = ( number ) => number.toLocaleString( 'en-US' );
export const read = ( text ) => Number( text.replace( /\D/g, '' ) );

/** What went wrong in the page since the last time: its scripts, its console, and faults that PHP shows in it. */
export async function takeTroubles() {
	const shown = ( await page.locator( 'body' ).innerText() ).match( SHOWN_FAULT ) ?? [];
	return [ ...merchant.troubles.splice( 0 ), ...shown ];
}
