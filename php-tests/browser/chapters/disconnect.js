/** The end of the connection to TrackingTech: with the platform told, and without. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { click, open, page, pages, stands, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import * as site from '../support/site.js';
import * as trackingTech from '../support/trackingtech.js';

const UNTOLD = 'Disconnected here: nothing is sent any more. TrackingTech could not be told, and may still show this store; your courier can remove it there.';

test( 'disconnecting asks first; once it is answered, TrackingTech is told, and the page says so', async () => {
	await open( pages.trackingTech );
	page.once( 'dialog', ( question ) => question.dismiss() );
	await click( 'Disconnect' );
	await stands( 'Connected' );
	assert.equal( await sandbox.count( { platform: 'trackingtech', endpoint: 'uninstall' } ), 0 );
	await trackingTech.disconnect();
	await told( 'Disconnected. TrackingTech has been told.' );
	await stands( 'Not connected: nothing is sent.' );
	await picture( page, 'trackingtech-disconnected' );
	assert.equal( await sandbox.count( { platform: 'trackingtech', endpoint: 'uninstall' } ), 1 );
} );

test( 'an order placed afterwards goes to Logistos alone', assertSentNothingMore );

test( 'where TrackingTech cannot be told, the shop is disconnected all the same, and the page says so', async () => {
	await open( pages.trackingTech );
	await trackingTech.connect();
	await sandbox.whileFailing( 'trackingtech', 'uninstall', { kind: 'status', status: 503 }, async () => {
		await trackingTech.disconnect();
		await told( UNTOLD );
	} );
	await stands( 'Not connected: nothing is sent.' );
	await picture( page, 'trackingtech-disconnected-untold' );
	await assertSentNothingMore();
} );

/** Places an order, has everything done that could be due, and sees that TrackingTech heard nothing of it. */
async function assertSentNothingMore() {
	const before = await sandbox.count( { platform: 'trackingtech' } );
	await sandbox.arrival( 'logistos', await shop.order( shop.anyCheckout ) );
	site.php( 'tick' );
	assert.equal( await sandbox.count( { platform: 'trackingtech' } ), before );
}
