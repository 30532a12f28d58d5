/** Sends Waybill's forms to their REST routes, shows the answers where they belong, and keeps progress up to date. */
( function () {
	'use strict';

	const { apiFetch, i18n: { __ }, a11y: { speak } } = wp;
	const POLL_MS = 2000;
	/** A server that takes its time is asked less often, but no page stands still for longer. */
	const SLOW_POLL_MS = 10000;

	/** What was said last of each route that is asked again and again. */
	const said = new Map();

	/** How many forms have had their answer. */
	let answered = 0;

	/** A form's fields as the route takes them, with the button that was pressed: names ending in [] are lists. */
	function values( form, button ) {
		const data = {};
		for ( const [ name, value ] of new FormData( form, button ) ) {
			if ( name.endsWith( '[]' ) ) {
				( data[ name.slice( 0, -2 ) ] ??= [] ).push( value );
			} else {
				data[ name ] = value;
			}
		}
		return data;
	}

	/** Takes back what earlier attempts were told: it would stand beside what is said next. */
	function clear( panel ) {
		panel.querySelectorAll( '.waybill-message' ).forEach( ( notice ) => notice.remove() );
		panel.querySelectorAll( '[data-waybill-error]' ).forEach( ( place ) => {
			place.hidden = true;
			place.textContent = '';
		} );
		panel.querySelectorAll( '[aria-invalid]' ).forEach( ( input ) => input.removeAttribute( 'aria-invalid' ) );
	}

	/** One sentence at the field concerned, or at the head of the form; the focus goes there. */
	function showError( form, error ) {
		const field = error.data?.field ?? '';
		const place = form.querySelector( `[data-waybill-error="${ CSS.escape( field ) }"]` ) ?? form.querySelector( '[data-waybill-error=""]' );
		place.textContent = error.message || __( 'This did not work. Try again.', 'waybill' );
		place.hidden = false;
		place.closest( 'details' )?.setAttribute( 'open', '' );
		const input = field ? [ ...form.elements ].find( ( { name } ) => name === field || name === `${ field }[]` ) : undefined;
		input?.setAttribute( 'aria-invalid', 'true' );
		( input ?? place ).focus();
	}

	/** What was done. `how` is WordPress' word for a notice: success, warning. */
	function showMessage( panel, message, how ) {
		const notice = document.createElement( 'div' );
		notice.className = `notice notice-${ how } inline waybill-message`;
		notice.tabIndex = -1;
		notice.append( Object.assign( document.createElement( 'p' ), { textContent: message } ) );
		panel.prepend( notice );
		notice.focus();
		speak( message );
	}

	/** The one element of a piece of HTML. */
	function element( html ) {
		const template = document.createElement( 'template' );
		template.innerHTML = html;
		return template.content.firstElementChild;
	}

	/** Makes one node like another, and leaves alone what is alike: the focus stays where it is, and a live region says only what is new. */
	function renew( old, fresh ) {
		if ( old.isEqualNode( fresh ) ) {
			return;
		}
		if ( old.nodeName !== fresh.nodeName || old.nodeType !== Node.ELEMENT_NODE ) {
			old.replaceWith( fresh );
			return;
		}
		[ ...old.attributes ].filter( ( { name } ) => 'open' !== name && ! fresh.hasAttribute( name ) ).forEach( ( { name } ) => old.removeAttribute( name ) );
		[ ...fresh.attributes ].forEach( ( { name, value } ) => old.setAttribute( name, value ) );
		const had = [ ...old.childNodes ];
		const wanted = [ ...fresh.childNodes ];
		wanted.forEach( ( node, place ) => had[ place ] ? renew( had[ place ], node ) : old.append( node ) );
		had.slice( wanted.length ).forEach( ( node ) => node.remove() );
	}

	const isChanged = ( input ) => 'checkbox' === input.type ? input.checked !== input.defaultChecked : input.value !== input.defaultValue;

	/** Whether someone is at work in it: has the focus there, marks some of its text, or has ticked or filled in something. */
	function isInUse( card ) {
		const selection = getSelection();
		return card.contains( document.activeElement ) ||
			( ! selection.isCollapsed && selection.containsNode( card, true ) ) ||
			[ ...card.querySelectorAll( 'input' ) ].some( isChanged );
	}

	/** Shows a card as it is now, where the page has it. One whose lines move up when one of them goes, stays while someone is at work in it. */
	function showCard( html ) {
		const card = element( html );
		const old = document.getElementById( card.id );
		if ( old && ! ( 'waybillSteady' in old.dataset && isInUse( old ) ) ) {
			renew( old, card );
		}
	}

	/** Says how things stand when that has changed since it was asked last. */
	function tell( route, sentence ) {
		if ( sentence && said.has( route ) && said.get( route ) !== sentence ) {
			speak( sentence );
		}
		said.set( route, sentence );
	}

	async function submit( form, button ) {
		const panel = document.getElementById( 'waybill-panel' );
		const data = values( form, button );
		clear( panel );
		button.disabled = true;
		form.setAttribute( 'aria-busy', 'true' );
		try {
			const answer = await apiFetch( { path: `/waybill/v1/${ form.dataset.waybillRoute }`, method: 'POST', data } );
			if ( answer.location && ! location.href.startsWith( answer.location ) ) {
				location.assign( answer.location );
				return;
			}
			if ( answer.card ) {
				// What was sent is done with: no tick of it goes to the line that moves up.
				form.reset();
				showCard( answer.card );
			} else if ( answer.panel ) {
				panel.innerHTML = answer.panel;
			}
			showMessage( panel, answer.message, answer.how );
		} catch ( error ) {
			showError( form, error );
		} finally {
			++answered;
			button.disabled = false;
			form.removeAttribute( 'aria-busy' );
		}
	}

	/** Asks for what changes by itself: half of the time at the most. */
	async function poll() {
		const began = Date.now();
		const cards = document.hidden ? [] : [ ...document.querySelectorAll( '[data-waybill-poll]' ) ];
		for ( const route of new Set( cards.map( ( card ) => card.dataset.waybillPoll ) ) ) {
			const before = answered;
			try {
				const answer = await apiFetch( { path: `/waybill/v1/${ route }` } );
				// What the merchant has clicked meanwhile is answered with what is newer.
				if ( answered === before && ! document.querySelector( '.waybill [aria-busy]' ) ) {
					( answer.cards ?? [ answer.card ] ).forEach( showCard );
					tell( route, answer.spoken );
				}
			} catch {
				// The next round may do better.
			}
		}
		setTimeout( poll, Math.min( SLOW_POLL_MS, Math.max( POLL_MS, Date.now() - began ) ) );
	}

	document.addEventListener( 'submit', ( event ) => {
		if ( event.target.matches( '[data-waybill-route]' ) ) {
			event.preventDefault();
			const { waybillConfirm: question } = event.target.dataset;
			if ( ! question || window.confirm( question ) ) {
				submit( event.target, event.submitter ?? event.target.querySelector( '[type=submit]' ) );
			}
		}
	} );
	// One box ticks all of its form.
	document.addEventListener( 'change', ( event ) => {
		if ( event.target.matches( '[data-waybill-all]' ) ) {
			event.target.form.querySelectorAll( 'input[type=checkbox]' ).forEach( ( box ) => ( box.checked = event.target.checked ) );
		}
	} );
	setTimeout( poll, POLL_MS );
} )();
