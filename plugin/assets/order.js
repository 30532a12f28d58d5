/** The panel "Order sync" of an order: sends the order now, shows what is sent, and every attempt. It stands inside the order's own form, so these are buttons. */
( function () {
	'use strict';

	const { apiFetch, a11y: { speak }, i18n: { __ }, url: { addQueryArgs } } = wp;

	const sectionOf = ( element ) => element.closest( '[data-waybill-connection]' );

	/** Which order, and which platform, a part of the panel is about. */
	function subject( element ) {
		return {
			order_id: Number( element.closest( '[data-waybill-order]' ).dataset.waybillOrder ),
			connection: sectionOf( element ).dataset.waybillConnection,
		};
	}

	const read = ( route, element ) => apiFetch( { path: addQueryArgs( `/waybill/v1/orders/${ route }`, subject( element ) ) } );

	/** What came of a click; `how` is WordPress' word for a notice: success, warning, error. */
	function tell( section, message, how ) {
		section.querySelector( '.waybill-message' )?.remove();
		const notice = document.createElement( 'div' );
		notice.className = `notice notice-${ how } inline waybill-message`;
		notice.tabIndex = -1;
		notice.append( Object.assign( document.createElement( 'p' ), { textContent: message } ) );
		section.querySelector( 'h3' ).after( notice );
		notice.focus();
		speak( message );
	}

	const wrong = ( error ) => error.message || __( 'This did not work. Try again.', 'waybill' );

	async function send( button ) {
		const section = sectionOf( button );
		// eslint-disable-next-line no-alert -- As WooCommerce asks on this screen.
		if ( button.dataset.waybillConfirm && ! window.confirm( button.dataset.waybillConfirm ) ) {
			return;
		}
		button.disabled = true;
		section.setAttribute( 'aria-busy', 'true' );
		speak( __( 'Sending…', 'waybill' ) );
		try {
			// Whoever was not asked may look at a panel of some time ago: what has arrived since is not sent once more.
			const data = { ...subject( button ), again: Boolean( button.dataset.waybillConfirm ) };
			const answer = await apiFetch( { path: '/waybill/v1/orders/send', method: 'POST', data } );
			section.innerHTML = answer.panel;
			tell( section, answer.message, answer.how );
		} catch ( error ) {
			tell( section, wrong( error ), 'error' );
		} finally {
			button.disabled = false;
			section.removeAttribute( 'aria-busy' );
		}
	}

	async function showAll( button ) {
		button.disabled = true;
		try {
			const place = button.closest( 'details' );
			place.lastElementChild.innerHTML = ( await read( 'timeline', button ) ).panel;
			place.querySelector( 'summary' ).focus();
		} catch ( error ) {
			button.disabled = false;
			tell( sectionOf( button ), wrong( error ), 'error' );
		}
	}

	/** Asked for each time that it is opened: the order may have been changed meanwhile. */
	async function preview( details ) {
		const place = details.querySelector( 'pre' );
		place.textContent = __( 'Loading…', 'waybill' );
		try {
			place.textContent = ( await read( 'preview', details ) ).text;
			speak( __( 'What is sent is shown now.', 'waybill' ) );
		} catch ( error ) {
			place.textContent = wrong( error );
			speak( place.textContent );
		}
	}

	document.addEventListener( 'click', ( event ) => {
		const button = event.target.closest( '#waybill-order button' );
		if ( button?.matches( '[data-waybill-send]' ) ) {
			send( button );
		} else if ( button?.matches( '[data-waybill-timeline]' ) ) {
			showAll( button );
		}
	} );
	// This event does not bubble.
	document.addEventListener( 'toggle', ( event ) => {
		if ( event.target.open && event.target.matches?.( '[data-waybill-preview]' ) ) {
			preview( event.target );
		}
	}, true );
} )();
