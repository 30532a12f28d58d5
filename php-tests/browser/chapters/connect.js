/** Both platforms connected the short way, where the chapters that do so with every mistake are not told. */

import { test } from 'node:test';

import { allSent, click, field, open, page, pages, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as site from '../support/site.js';
import * as trackingTech from '../support/trackingtech.js';

test( 'Logistos is activated, and has the existing orders', async () => {
	const wanted = site.php( 'chosen-orders', 'pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed' );
	await open( pages.logistos );
	await field( 'Credentials endpoint' ).fill( sandbox.logistos.credentials );
	await field( 'Orders endpoint' ).fill( sandbox.logistos.orders );
	await click( 'Save' );
	await told( 'Saved.' );
	await click( 'Activate Logistos' );
	await told( 'Logistos is activated. Your orders are on their way.' );
	await allSent( wanted.length );
} );

test( 'TrackingTech is connected', async () => {
	await open( pages.trackingTech );
	await page.getByText( 'Advanced' ).click();
	await field( 'Address of TrackingTech\'s interface' ).fill( sandbox.trackingTech );
	await click( 'Save' );
	await told( 'Saved.' );
	await trackingTech.connect();
} );
