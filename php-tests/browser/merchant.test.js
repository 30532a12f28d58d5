/** What a merchant does with Waybill, from its package to its removal: one journey, each chapter going on where the one before ended. */

import { after, afterEach } from 'node:test';
import assert from 'node:assert/strict';

import { close, version } from './support/browser.js';
import { takeTroubles } from './support/merchant.js';
import { about, takeFaults } from './support/site.js';

// What the site's making logged is not ours to judge.
takeFaults();

afterEach( async () => {
	assert.deepEqual( { php: takeFaults(), browser: await takeTroubles() }, { php: [], browser: [] } );
} );
after( close );

console.log( `ran on: Chromium ${ version }, Node ${ process.versions.node }, WordPress ${ about.wordpress }, WooCommerce ${ about.wooCommerce }${ about.standIn ? ' (stand-in)' : '' }, PHP ${ about.php }` );

await import( './chapters/install.js' );
await import( './chapters/logistos.js' );
await import( './chapters/trackingtech.js' );
await import( './chapters/orders.js' );
await import( './chapters/disconnect.js' );
await import( './chapters/keyboard.js' );
await import( './chapters/removal.js' );
