/** Chromium, and a page of it that keeps count of everything that goes wrong in it. */

import { chromium } from 'playwright-core';

import * as site from './site.js';

/** Debian's own. */
const CHROMIUM = '/usr/bin/chromium';
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };
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

/** Two pictures of a page for people to look at: as a desktop shows it, and all of it on a telephone, where nothing may be wider than the screen. */
export async function picture( page, name ) {
	await page.screenshot( { path: `${ site.artefacts }/${ name }-1280.png` } );
	await page.setViewportSize( PHONE );
	const width = await page.evaluate( () => document.documentElement.scrollWidth );
	await page.screenshot( { path: `${ site.artefacts }/${ name }-360.png`, fullPage: true } );
	await page.setViewportSize( DESKTOP );
	if ( width > PHONE.width ) {
		throw new Error( `${ name } is ${ width } px wide on a screen of ${ PHONE.width } px` );
	}
}

export const close = () => browser.close();
