/** Logistos off, the plugin off, on again, and away. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { click, field, open, page, pages, stands, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import * as site from '../support/site.js';

const row = page.locator( '[data-slug=waybill]' );

test( 'switched off, Logistos is sent no order any more', async () => {
	await open( pages.logistos );
	await field( 'Send orders to Logistos' ).uncheck();
	await click( 'Save' );
	await told( 'Saved.' );
	await stands( 'Off: no order is sent.' );
	await picture( page, 'logistos-off' );
	const before = await sandbox.count( { platform: 'logistos' } );
	await sandbox.arrival( 'trackingtech', await shop.order( shop.anyCheckout ) );
	site.php( 'tick' );
	assert.equal( await sandbox.count( { platform: 'logistos' } ), before );
} );

test( 'deactivated, the plugin sends nothing', async () => {
	await open( pages.plugins );
	await row.getByRole( 'link', { name: 'Deactivate' } ).click();
	await page.getByText( 'Plugin deactivated.' ).waitFor();
	const before = await sandbox.count();
	await shop.order( shop.anyCheckout );
	site.php( 'tick' );
	assert.equal( await sandbox.count(), before );
} );

test( 'activated again, it is connected as before', async () => {
	await row.getByRole( 'link', { name: 'Activate' } ).click();
	await page.getByText( 'Plugin activated.' ).waitFor();
	await open( pages.trackingTech );
	await stands( 'Connected' );
	await sandbox.arrival( 'trackingtech', await shop.order( shop.anyCheckout ) );
} );

test( 'deleting the plugin takes leave of TrackingTech and leaves nothing behind', async () => {
	const farewells = await sandbox.count( { platform: 'trackingtech', endpoint: 'uninstall' } );
	await open( pages.plugins );
	await row.getByRole( 'link', { name: 'Deactivate' } ).click();
	await page.getByText( 'Plugin deactivated.' ).waitFor();
	assert.notDeepEqual( Object.values( site.php( 'leftovers' ) ).flat(), [], 'what is looked for must be there before' );
	page.once( 'dialog', ( dialog ) => dialog.accept() );
	await row.getByRole( 'link', { name: 'Delete' } ).click();
	await page.getByText( 'Waybill was successfully deleted.' ).waitFor();
	assert.deepEqual( site.php( 'leftovers' ), { tables: [], options: [], actions: [], keys: [], files: [] } );
	assert.equal( await sandbox.count( { platform: 'trackingtech', endpoint: 'uninstall' } ), farewells + 1 );
} );

test( 'the shop goes on without the plugin, and nothing leaves it any more', async () => {
	const before = await sandbox.count();
	await shop.order( shop.anyCheckout );
	site.php( 'tick' );
	assert.equal( await sandbox.count(), before );
} );
