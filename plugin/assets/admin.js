/** Sends Waybill's forms to their REST routes, shows the answers where they belong, and keeps progress up to date. */
( function () {
	'use strict';

	const { apiFetch, i18n: { __ }, a11y: { speak } } = wp;
	const POLL_MS = 2000;

	/** A form's fields as the route takes them: names ending in [] are lists. */
	function values( form ) {
		const data = {};
		for ( const [ name, value ] of new FormData( form ) ) {
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

	async function submit( form ) {
		const button = form.querySelector( '[type=submit]' );
		const panel = document.getElementById( 'waybill-panel' );
		clear( panel );
		button.disabled = true;
		form.setAttribute( 'aria-busy', 'true' );
		try {
			const answer = await apiFetch( { path: `/waybill/v1/${ form.dataset.waybillRoute }`, method: 'POST', data: values( form ) } );
			if ( answer.location && ! location.href.startsWith( answer.location ) ) {
				location.assign( answer.location );
				return;
			}
			panel.innerHTML = answer.panel;
			showMessage( panel, answer.message, answer.how );
		} catch ( error ) {
			showError( form, error );
		} finally {
			button.disabled = false;
			form.removeAttribute( 'aria-busy' );
		}
	}

	async function poll() {
		const place = document.querySelector( '[data-waybill-poll]' );
		if ( place && ! document.hidden ) {
			try {
				const answer = await apiFetch( { path: `/waybill/v1/${ place.dataset.waybillPoll }` } );
				if ( place.innerHTML !== answer.panel && place.isConnected ) {
					place.innerHTML = answer.panel;
				}
			} catch {
				// The next round may do better.
			}
		}
		setTimeout( poll, POLL_MS );
	}

	document.addEventListener( 'submit', ( event ) => {
		if ( event.target.matches( '[data-waybill-route]' ) ) {
			event.preventDefault();
			submit( event.target );
		}
	} );
	setTimeout( poll, POLL_MS );
} )();
