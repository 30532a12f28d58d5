/** A notice of wp-admin: what is wrong, one thing to do about it, and gone for good once it is dismissed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { open, page } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import { eventually } from '../support/eventually.js';

const notice = page.locator( '.notice' ).filter( { hasText: 'could not be sent to Logistos.' } );

test( 'an order that Logistos does not take is said on the dashboard, and leads to why', async () => {
	await sandbox.whileFailing( 'logistos', 'orders', { kind: 'reject_order', message: 'No such city' }, async () => {
		await shop.order( shop.anyCheckout );
		await eventually( 'the notice', async () => {
			await open( 'index.php' );
			return notice.count();
		}, ( count ) => count === 1 );
	} );
	assert.match( await notice.innerText(), /^1 order could not be sent to Logistos\./ );
	await picture( page, 'notice-failed' );
	await notice.getByRole( 'link', { name: 'See why' } ).click();
	await page.getByText( 'No such city' ).first().waitFor();
} );

test( 'dismissed, it does not come back', async () => {
	await open( 'index.php' );
	const remembered = page.waitForResponse( ( response ) => response.url().includes( 'notices/dismiss' ) );
	await notice.getByRole( 'button', { name: 'Dismiss this notice.' } ).click();
	assert.equal( ( await remembered ).status(), 200 );
	await notice.waitFor( { state: 'detached' } );
	await open( 'index.php' );
	assert.equal( await notice.count(), 0 );
} );

test( 'what failed is sent again from where the notice leads', async () => {
	await open( 'admin.php?page=waybill-overview&failed=logistos' );
	await page.getByRole( 'button', { name: /^Send again/ } ).click();
	await page.getByText( 'None of these is left.' ).waitFor();
} );
