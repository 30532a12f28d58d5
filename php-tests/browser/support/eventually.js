/** Waiting for what no page event tells. */

import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_MS = 50;

/** Asks until the answer is what is wanted, and gives it; fails with the last answer when the time is up. */
export async function eventually( what, ask, isWanted, withinMs = 10_000 ) {
	const until = Date.now() + withinMs;
	for ( ;; ) {
		const answer = await ask();
		if ( isWanted( answer ) ) {
			return answer;
		}
		if ( Date.now() > until ) {
			throw new Error( `${ what }: not within ${ withinMs } ms; last seen: ${ JSON.stringify( answer ) }` );
		}
		await pause( BETWEEN_MS );
	}
}
