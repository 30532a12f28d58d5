/** The steps of the connection to TrackingTech, as they go right. */

import { click, field, page, stands, told } from './merchant.js';

export const EMAIL = 'merchant@example.com';
/** The sandbox's. */
export const PASSWORD = 'sandbox-password';

/** From the page's first step to the end. */
export async function connect() {
	await enterCode();
	await logIn();
	await click( 'Link this store' );
	await stands( 'Connected' );
}

/** What the page says then depends on whether TrackingTech could be told. */
export async function disconnect() {
	page.once( 'dialog', ( question ) => question.accept() );
	await click( 'Disconnect' );
}

export async function enterCode() {
	await field( 'Courier code' ).fill( 'CHILE-01' );
	await click( 'Connect' );
	await told( 'The courier code is right. Now log in.' );
}

export async function fillLogin() {
	await field( 'E-mail' ).fill( EMAIL );
	await field( 'Password' ).fill( PASSWORD );
}

export async function logIn() {
	await fillLogin();
	await click( 'Log in' );
	await told( 'You are logged in. Now choose the store.' );
}
