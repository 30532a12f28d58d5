/** Chromium, and a page of it that keeps count of everything that goes wrong in it. */

import { chromium } from 'playwright-core';

import { assertAccessible, assertFits, withLargeText } from './accessible.js';
import * as site from './site.js';

/** Debian's own. */
const CHROMIUM = '/usr/bin/chromium';
const DESKTOP = { width: 1280, height: 900 };
/** The narrowest that a page must be usable on: 1280 px at 400 %. */
const PHONE = { width: 320, height: 780 };
/** Nothing that a page waits for here takes longer, but for what a test names. */
const PATIENCE_MS = 15_000;
/** Nothing leaves the machine: not what WordPress embeds (avatars), nor what Chromium asks by itself. */
const LOOPBACK_ONLY = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

const NO_IMAGE = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const browser = await chromium.launch( { executablePath: CHROMIUM, args: [ '--no-sandbox', LOOPBACK_ONLY ] } );

export const version = browser.version();

/** A visitor of their own, with a page; `troubles` are the errors of its console and the failures of its scripts. */
export async function visitor() {
	const context = await browser.newContext( { viewport: DESKTOP, locale: 'en-US' } );
	context.setDefaultTimeout( PATIENCE_MS );
	await context.route( ( address ) => address.hostname !== '127.0.0.1', ( route ) => route.fulfill( { contentType: 'image/svg+xml', body: NO_IMAGE } ) );
	const page = await context.newPage();
	const troubles = [];
	page.on( 'console', ( message ) => message.type() === 'error' && troubles.push( `${ message.text() } (${ message.location().url })` ) );
	page.on( 'pageerror', ( error ) => troubles.push( error.stack ) );
	return { context, page, troubles };
}

/**
 * Pictures of a page's state for people to look at: as a desktop shows it, with its text twice as large, and all of it on a small telephone.
 * What is Waybill's in it must be usable by everyone each time.
 */
export async function picture( page, name ) {
	const shot = ( kind, options ) => page.screenshot( { path: `${ site.artefacts }/${ name }-${ kind }.png`, ...options } );
	await shot( DESKTOP.width );
	await assertAccessible( page, name );
	await withLargeText( page, async () => {
		await shot( 'large-text' );
		await assertFits( page, `${ name } with large text` );
	} );
	await page.setViewportSize( PHONE );
	try {
		await shot( PHONE.width, { fullPage: true } );
		await assertFits( page, `${ name } on a telephone` );
	} finally {
		await page.setViewportSize( DESKTOP );
	}
}

export const close = () => browser.close();
