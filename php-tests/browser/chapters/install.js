/** From the package to the welcome screen. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { logIn, open, page, pages } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as site from '../support/site.js';

/** What each platform is sent, and where its terms are: the merchant must find all of it before the first click. */
const CONSENT = {
	Logistos: {
		sends: [ 'REST API key with read access', 'all existing orders', 'billing and shipping address with e-mail and phone', 'Never: payment data' ],
		links: { 'Terms of service': 'https://logistos.in/terms_and_conditions', 'Privacy policy': 'https://logistos.in/privacy_policy' },
	},
	TrackingTech: {
		sends: [ 'Nothing before you click Connect', 'your e-mail address and password', 'products with quantity, price and weight' ],
		links: { 'Terms of service': 'https://trackingtech.cl/terms', 'Privacy policy': 'https://trackingtech.cl/privacy' },
	},
};

test( 'the package is installed through Upload Plugin, and activated by its link', async () => {
	await logIn();
	await open( pages.uploadPlugin );
	await page.getByLabel( 'Plugin zip file' ).setInputFiles( site.zip );
	await page.getByRole( 'button', { name: 'Install Now' } ).click();
	await page.getByText( 'Plugin installed successfully.' ).waitFor();
	await page.getByRole( 'link', { name: 'Activate Plugin' } ).click();
	await page.waitForURL( `**/${ pages.welcome }` );
} );

test( 'the welcome screen appears by itself, and says what each platform is sent and by which terms', async () => {
	await page.getByRole( 'heading', { name: 'Welcome to Waybill' } ).waitFor();
	for ( const [ platform, { sends, links } ] of Object.entries( CONSENT ) ) {
		const card = page.locator( 'section' ).filter( { has: page.getByRole( 'heading', { name: platform, exact: true } ) } );
		const text = await card.innerText();
		for ( const what of sends ) {
			assert.ok( text.includes( what ), `${ platform }: "${ what }" is not said` );
		}
		for ( const [ name, address ] of Object.entries( links ) ) {
			assert.equal( await card.getByRole( 'link', { name } ).getAttribute( 'href' ), address );
		}
	}
	await picture( page, 'welcome' );
} );

test( 'the welcome screen comes once, and is found again in the list of plugins', async () => {
	await open( pages.plugins );
	assert.ok( page.url().endsWith( pages.plugins ) );
	await page.locator( '[data-slug=waybill]' ).getByRole( 'link', { name: 'Set up' } ).click();
	await page.getByRole( 'heading', { name: 'Welcome to Waybill' } ).waitFor();
} );

test( 'nothing at all has left the store before a click', async () => {
	site.php( 'orders' );
	for ( const path of [ pages.logistos, pages.trackingTech ] ) {
		await open( path );
	}
	assert.deepEqual( await sandbox.requests(), [] );
} );
