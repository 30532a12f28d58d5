/** Without a mouse, and without eyes: every control is reached by Tab and shows it, what was done is said, and so is progress. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, assertFits, markOurs, undisturbed } from '../support/accessible.js';
import { ASKED_AGAIN_MS, click, field, open, page, pages, refused, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import { ourPages } from '../support/view.js';

/** More than there are controls on a page, wp-admin's menu with them. */
const STOPS = 200;
/** The orders are under way for two of the page's rounds of asking. */
const SLOW = { kind: 'latency', ms: 4_000 };

for ( const [ name, path ] of ourPages ) {
	test( `Tab leads to every control of the page ${ name }, and one sees where it is`, async () => {
		await open( path );
		await undisturbed( page, async () => {
			const wanted = await numberControls();
			assert.ok( wanted.length > 0, 'there is something to reach' );
			const reached = new Set();
			for ( let stop = 0; stop < STOPS && reached.size < wanted.length; ++stop ) {
				await page.keyboard.press( 'Tab' );
				const { number, isSeen, html } = await focus();
				if ( number !== undefined ) {
					assert.ok( isSeen, `nothing shows the focus at ${ html }` );
					reached.add( Number( number ) );
				}
			}
			assert.deepEqual( [ ...reached ].sort( ( one, other ) => one - other ), wanted );
		} );
	} );
}

test( 'what would keep somebody out is found', async () => {
	await open( pages.trackingTech );
	await page.locator( '#waybill-panel' ).evaluate( ( panel ) => panel.insertAdjacentHTML( 'beforeend', '<button style="width: 200vw"></button>' ) );
	await assert.rejects( assertAccessible( page, 'a button without a name' ), /button-name/ );
	await assert.rejects( assertFits( page, 'a button wider than the screen' ), /200vw/ );
	await page.reload();
	await assertAccessible( page, 'without it' );
	await assertFits( page, 'without it' );
} );

test( 'what was done is said to those who do not see it', async () => {
	await open( pages.logistos );
	await click( 'Save' );
	await told( 'Saved.' );
	await page.locator( '#a11y-speak-polite' ).getByText( 'Saved.' ).waitFor( { state: 'attached' } );
} );

test( 'an error is an alert, and belongs to its field', async () => {
	await open( pages.logistos );
	await field( 'Credentials endpoint' ).fill( 'logistos' );
	await refused( () => click( 'Save' ) );
	const input = field( 'Credentials endpoint' );
	assert.equal( await input.getAttribute( 'aria-invalid' ), 'true' );
	const [ , error ] = ( await input.getAttribute( 'aria-describedby' ) ).split( ' ' );
	const place = page.locator( `#${ error }` );
	assert.equal( await place.getAttribute( 'role' ), 'alert' );
	assert.match( await place.innerText(), /This address cannot be used/ );
} );

test( 'progress is said from a live region that stays', async () => {
	await open( pages.logistos );
	await sandbox.whileFailing( 'logistos', 'orders', SLOW, async () => {
		await page.getByText( /^Send them again: / ).click();
		await page.getByRole( 'button', { name: /^Send [\d,]+ orders$/ } ).click();
		const status = page.locator( '#waybill-panel [role=status]' );
		await status.getByText( 'of the existing orders done.' ).waitFor( { state: 'attached' } );
		const region = await status.elementHandle();
		// Every round of asking hears that it has gone on, however fast the orders go.
		const card = ( await page.locator( '#waybill-backfill' ).evaluate( ( element ) => element.outerHTML ) ).replace( /\d+% of the existing/, '90% of the existing' );
		await page.route( '**/waybill/v1/logistos/backfill/progress*', ( route ) => route.fulfill( { json: { card } } ) );
		await status.getByText( '90% of the existing orders done.' ).waitFor( { state: 'attached', timeout: ASKED_AGAIN_MS } );
		assert.ok( await region.evaluate( ( element ) => element.isConnected ), 'one that comes and goes is not heard' );
	} );
	await page.unrouteAll( { behavior: 'ignoreErrors' } );
} );

/** Opens what is folded, and numbers the controls of what is ours: of a group of radio buttons, the one that is chosen. */
async function numberControls() {
	await markOurs( page );
	return page.evaluate( () => {
		document.querySelectorAll( '[data-ours] details' ).forEach( ( details ) => ( details.open = true ) );
		const controls = [ ...document.querySelectorAll( '[data-ours] :is(a[href], button, input, select, textarea, summary, [tabindex="0"])' ) ];
		return controls.filter( ( control ) => control.checkVisibility() && ! control.matches( ':disabled, #screen-meta *, [type=radio]:not(:checked)' ) )
			.map( ( control, index ) => ( control.dataset.stop = index ) );
	} );
}

/** The number of what has the focus, and whether one sees that it has. */
function focus() {
	return page.evaluate( () => {
		const control = document.activeElement;
		const { outlineStyle, outlineColor, boxShadow } = getComputedStyle( control );
		const isOutlined = outlineStyle !== 'none' && ! /, 0\)$/.test( outlineColor );
		return { number: control.dataset.stop, isSeen: isOutlined || boxShadow !== 'none', html: control.outerHTML };
	} );
}
