/** Both platforms connected the short way, where the chapters that do so with every mistake are not told. */

import { test } from 'node:test';

import { click, field, open, page, pages, stands, told, written } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as site from '../support/site.js';
import * as trackingTech from '../support/trackingtech.js';

/** A busy machine, where each order is read by itself. */
const ALL_SENT_MS = 60_000;

test( 'Logistos is activated, and has the existing orders', async () => {
	const wanted = written( site.php( 'chosen-orders', 'pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed' ).length );
	await open( pages.logistos );
	await field( 'Credentials endpoint' ).fill( sandbox.logistos.credentials );
	await field( 'Orders endpoint' ).fill( sandbox.logistos.orders );
	await click( 'Save' );
	await told( 'Saved.' );
	await click( 'Activate Logistos' );
	await stands( `Existing orders: ${ wanted } of ${ wanted } sent.`, { timeout: ALL_SENT_MS } );
} );

test( 'TrackingTech is connected', async () => {
	await open( pages.trackingTech );
	await page.getByText( 'Advanced' ).click();
	await field( 'Address of TrackingTech\'s interface' ).fill( sandbox.trackingTech );
	await click( 'Save' );
	await told( 'Saved.' );
	await trackingTech.connect();
} );
