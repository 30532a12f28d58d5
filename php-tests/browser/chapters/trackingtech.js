/** WooCommerce → TrackingTech: the guided connection, with every mistake on the way. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { click, errors, field, focused, open, page, pages, refused, stands, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import { EMAIL, enterCode, fillLogin, logIn, PASSWORD } from '../support/trackingtech.js';

const NO_INTERFACE = 'TrackingTech answered something that is not part of its interface. Check the address; if it is right, try again later.';

test( 'the address under Advanced is checked, then saved; nothing is sent yet', async () => {
	await open( pages.trackingTech );
	await page.getByText( 'Advanced' ).click();
	await field( 'Address of TrackingTech\'s interface' ).fill( 'trackingtech' );
	await refused( () => click( 'Save' ) );
	assert.deepEqual( await errors(), {
		'Address of TrackingTech\'s interface': 'This address cannot be used. It must begin with https://, hold no user name or password, and lead into no private network.',
	} );
	await field( 'Address of TrackingTech\'s interface' ).fill( sandbox.trackingTech );
	await click( 'Save' );
	await told( 'Saved.' );
	await page.reload();
	await page.getByText( 'Advanced' ).click();
	assert.equal( await field( 'Address of TrackingTech\'s interface' ).inputValue(), sandbox.trackingTech );
	await stands( 'Not connected: nothing is sent.' );
	await picture( page, 'trackingtech-1-code' );
	assert.deepEqual( await sandbox.requests( { platform: 'trackingtech' } ), [] );
} );

for ( const [ what, code, sentence ] of [
	[ 'no code', '', 'Please fill in this field.' ],
	[ 'an unknown code', 'NOWHERE-99', 'TrackingTech does not know this courier code. Check it, or ask your courier for it.' ],
	[ 'an inactive code', 'CHILE-OFF', 'This courier code is not active at TrackingTech. Ask your courier to activate it.' ],
] ) {
	test( `${ what } gets its sentence at the code`, async () => {
		await open( pages.trackingTech );
		await field( 'Courier code' ).fill( code );
		await refused( () => click( 'Connect' ) );
		assert.deepEqual( await errors(), { 'Courier code': sentence } );
		assert.equal( await focused(), 'Courier code' );
		await picture( page, 'trackingtech-1-wrong-code' );
	} );
}

for ( const [ what, fault, sentence ] of [
	[ 'answers a web page', { kind: 'html' }, NO_INTERFACE ],
	[ 'is down', { kind: 'status', status: 503 }, 'TrackingTech is not available at the moment. Try again in a few minutes.' ],
	[ 'does not answer', { kind: 'hang' }, 'TrackingTech did not answer in time. Try again in a few minutes.' ],
] ) {
	test( `where the platform ${ what }, the form says so, and keeps what was typed`, async () => {
		await open( pages.trackingTech );
		await field( 'Courier code' ).fill( 'CHILE-01' );
		await sandbox.whileFailing( 'trackingtech', 'resolve', fault, () => refused( () => click( 'Connect' ) ) );
		assert.deepEqual( await errors(), { '': sentence } );
		assert.equal( await focused(), sentence );
		assert.equal( await field( 'Courier code' ).inputValue(), 'CHILE-01' );
		await picture( page, 'trackingtech-1-platform-fails' );
	} );
}

test( 'the right code leads to the login, where the courier is named', async () => {
	await page.reload();
	await enterCode();
	await page.getByText( 'Courier: Courier Chile' ).waitFor();
	assert.deepEqual( await errors(), {} );
	await picture( page, 'trackingtech-2-login' );
} );

for ( const [ what, email, password, label, sentence ] of [
	[ 'no password', EMAIL, '', 'Password', 'Please fill in this field.' ],
	[ 'a wrong password', EMAIL, 'wrong', 'Password', 'TrackingTech does not accept this e-mail address and password.' ],
	[ 'an account without stores', 'empty@example.com', PASSWORD, 'E-mail', 'This account has no stores at TrackingTech yet. Create one there, then log in again.' ],
] ) {
	test( `${ what } gets its sentence at ${ label }`, async () => {
		await field( 'E-mail' ).fill( email );
		await field( 'Password' ).fill( password );
		await refused( () => click( 'Log in' ) );
		assert.deepEqual( await errors(), { [ label ]: sentence } );
		assert.equal( await focused(), label );
		assert.equal( await page.locator( '.waybill-message' ).count(), 0, 'what went right before is not said beside it' );
		await picture( page, 'trackingtech-2-refused' );
	} );
}

test( 'where the platform answers the login with a web page, the form says so', async () => {
	await fillLogin();
	await sandbox.whileFailing( 'trackingtech', 'login', { kind: 'html' }, () => refused( () => click( 'Log in' ) ) );
	assert.deepEqual( await errors(), { '': NO_INTERFACE } );
} );

test( 'starting over goes back to the code, from the login and from the stores', async () => {
	await click( 'Start over' );
	await told( 'Begin with the courier code.' );
	await enterCode();
	await logIn();
	await click( 'Start over' );
	await told( 'Begin with the courier code.' );
	assert.equal( await field( 'Courier code' ).inputValue(), '' );
} );

test( 'code, login and store connect the shop', async () => {
	await enterCode();
	await logIn();
	await field( 'Store' ).selectOption( { value: 's_1' } );
	await picture( page, 'trackingtech-3-store' );
	await click( 'Link this store' );
	await told( 'Connected. From now on your orders go to TrackingTech.' );
	await stands( 'Connected' );
	await page.reload();
	await stands( 'Connected' );
	const facts = await page.locator( '.waybill-facts' ).innerText();
	assert.match( facts, /Courier\s+Courier Chile\s+Store\s+Santiago/ );
	await picture( page, 'trackingtech-connected' );
	const [ link ] = await sandbox.requests( { platform: 'trackingtech', endpoint: 'link' } );
	assert.equal( link.body.storeId, 's_1' );
	assert.equal( link.valid, true );
} );
