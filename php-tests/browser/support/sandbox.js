/** Both platforms on loopback, what they received, and what they are told to do wrong (sandbox/README.md). */

import { eventually } from './eventually.js';
import { setting } from './site.js';

/** The promise to the merchant: an order is there within this time. */
const ARRIVES_MS = 5_000;

export const url = setting( 'WAYBILL_SANDBOX_URL' );
export const logistos = {
	credentials: `${ url }/logistos/integration/integrate_woo_commerce`,
	orders: `${ url }/logistos/integration/woo_commerce_orders`,
};
export const trackingTech = `${ url }/trackingtech`;

/** The requests it received, oldest first, of all platforms or of one. */
export function requests( filter = {} ) {
	return ask( 'GET', `requests?${ new URLSearchParams( filter ) }` );
}

/** How many requests it has received. */
export async function count( filter = {} ) {
	return ( await requests( filter ) ).length;
}

/** The ids of the orders that a platform holds. */
export async function orderIds( platform ) {
	return ( await ask( 'GET', `orders?platform=${ platform }` ) ).map( ( order ) => order.orderId );
}

/** Waits until an order has arrived at a platform. */
export function arrival( platform, order ) {
	return eventually( `order ${ order } at ${ platform }`, () => orderIds( platform ), ( ids ) => ids.includes( order ), ARRIVES_MS );
}

/** Has TrackingTech say this of an order that it holds. */
export function setShipment( orderId, status, trackingNumber = '' ) {
	return ask( 'POST', 'trackingtech/status', { orderId, status, trackingNumber } );
}

/** Does something while a platform fails, and lets it work again. */
export async function whileFailing( platform, endpoint, fault, act ) {
	await ask( 'POST', 'faults', { platform, endpoint, fault } );
	try {
		return await act();
	} finally {
		await ask( 'DELETE', 'faults' );
	}
}

async function ask( method, path, body ) {
	const response = await fetch( `${ url }/_sandbox/${ path }`, {
		method,
		headers: { 'Content-Type': 'application/json' },
		body: body && JSON.stringify( body ),
	} );
	if ( ! response.ok ) {
		throw new Error( `The sandbox answers ${ method } ${ path } with ${ response.status }: ${ await response.text() }` );
	}
	const text = await response.text();
	return text === '' ? null : JSON.parse( text );
}
