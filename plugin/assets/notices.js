/** Has the dismissal of one of Waybill's notices remembered; WordPress itself takes it off the page. */
( function () {
	'use strict';

	document.addEventListener( 'click', ( event ) => {
		const notice = event.target.closest( '.notice-dismiss' )?.closest( '[data-waybill-notice]' );
		if ( notice ) {
			const { waybillNotice, waybillSituation } = notice.dataset;
			wp.apiFetch( { path: '/waybill/v1/notices/dismiss', method: 'POST', data: { notice: waybillNotice, situation: waybillSituation } } ).catch( () => {
				// Then it is shown once more.
			} );
		}
	}, true );
} )();
