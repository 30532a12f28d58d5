/** What a merchant does with Waybill, from its package to its removal: one journey, each chapter going on where the one before ended. */

import { after, afterEach } from 'node:test';
import assert from 'node:assert/strict';

import { close, version } from './support/browser.js';
import { takeTroubles } from './support/merchant.js';
import { about, takeFaults } from './support/site.js';

/** On which order storage a chapter is told. What the storage changes nothing about is told on one alone. */
const BOTH = [ 'hpos', 'posts' ];
const HPOS = [ 'hpos' ];
const POSTS = [ 'posts' ];

/** The chapters (files of the folder `chapters`) in their order. */
const JOURNEY = [
	[ 'install', BOTH ],
	[ 'logistos', HPOS ],
	[ 'trackingtech', HPOS ],
	[ 'connect', POSTS ],
	[ 'orders', BOTH ],
	[ 'overview', BOTH ],
	[ 'order', BOTH ],
	[ 'shipments', BOTH ],
	[ 'access', HPOS ],
	[ 'languages', HPOS ],
	[ 'backfill', BOTH ],
	[ 'trial', HPOS ],
	[ 'notices', HPOS ],
	[ 'disconnect', HPOS ],
	[ 'keyboard', HPOS ],
	[ 'story', BOTH ],
	[ 'removal', HPOS ],
];

// What the site's making logged is not ours to judge.
takeFaults();

afterEach( async () => {
	assert.deepEqual( { php: takeFaults(), browser: await takeTroubles() }, { php: [], browser: [] } );
} );
after( close );

console.log( `ran on: Chromium ${ version }, Node ${ process.versions.node }, WordPress ${ about.wordpress }, WooCommerce ${ about.wooCommerce }${ about.standIn ? ' (stand-in)' : '' }, orders in ${ about.storage }, PHP ${ about.php }` );

for ( const [ chapter, storages ] of JOURNEY ) {
	if ( storages.includes( about.storage ) ) {
		await import( `./chapters/${ chapter }.js` );
	}
}
