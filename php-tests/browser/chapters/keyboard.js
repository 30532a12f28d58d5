/** The connection to TrackingTech without a mouse. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { errors, focused, open, page, pages, refused, stands, told } from '../support/merchant.js';
import { EMAIL, PASSWORD } from '../support/trackingtech.js';

/** More than there are stops in a panel. */
const STOPS = 30;

test( 'the keyboard alone leads through a mistake to the connection', async () => {
	await open( pages.trackingTech );
	await page.keyboard.press( 'Tab' );
	assert.equal( await focused(), 'Skip to main content' );
	await page.keyboard.press( 'Enter' );

	await tabTo( 'Courier code' );
	await page.keyboard.type( 'NOWHERE-99' );
	await refused( () => page.keyboard.press( 'Enter' ) );
	assert.deepEqual( Object.keys( await errors() ), [ 'Courier code' ] );
	assert.equal( await focused(), 'Courier code' );

	await page.keyboard.press( 'Control+A' );
	await page.keyboard.type( 'CHILE-01' );
	await tabTo( 'Connect' );
	await page.keyboard.press( 'Enter' );
	await told( 'The courier code is right. Now log in.' );
	assert.equal( await focused(), 'The courier code is right. Now log in.' );

	await tabTo( 'E-mail' );
	await page.keyboard.type( EMAIL );
	await tabTo( 'Password' );
	await page.keyboard.type( PASSWORD );
	await page.keyboard.press( 'Enter' );
	await told( 'You are logged in. Now choose the store.' );

	await tabTo( 'Store' );
	await page.keyboard.press( 'ArrowDown' );
	await tabTo( 'Link this store' );
	await page.keyboard.press( 'Enter' );
	await told( 'Connected. From now on your orders go to TrackingTech.' );
	await stands( 'Connected' );
	assert.match( await page.locator( '.waybill-facts' ).innerText(), /Store\s+Valparaíso/ );
} );

/** Presses Tab until this has the focus. */
async function tabTo( label ) {
	for ( let stop = 0; stop < STOPS; ++stop ) {
		await page.keyboard.press( 'Tab' );
		if ( await focused() === label ) {
			return;
		}
	}
	throw new Error( `Tab does not lead to ${ label }` );
}
