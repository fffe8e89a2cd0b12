// On a visitor's page: tells how long the form took and what led here, and after the thanks starts the delivery.
( function () {
	'use strict';

	function pageOf( address ) {
		const page = new URL( address );
		page.searchParams.delete( 'filon-sent' );
		page.hash = '';
		return page.href;
	}

	// After a mistake, or a first request, the page that led here is this one itself, and tells nothing.
	function referrer() {
		return document.referrer && pageOf( document.referrer ) !== pageOf( window.location.href ) ? document.referrer : '';
	}

	document.addEventListener( 'submit', function ( event ) {
		const elapsed = event.target.querySelector( 'input[name="filon_form[elapsed]"]' );
		if ( elapsed ) {
			// Counted from when the page began, in the browser, because the page itself may come from a cache.
			elapsed.value = String( Math.round( performance.now() ) );
		}
		const from = event.target.querySelector( 'input[name="filon_form[referrer]"]' );
		if ( from && ! from.value ) {
			from.value = referrer().slice( 0, 2000 );
		}
	} );

	function wake( address, tries ) {
		fetch( address, { method: 'POST', keepalive: true, credentials: 'omit', cache: 'no-store' } )
			.then( function ( answer ) {
				if ( answer.status === 429 && tries > 1 ) {
					setTimeout( wake, 1500, address, tries - 1 );
				}
			} )
			.catch( function () {
				// The request is kept by the site; others will start its delivery.
			} );
	}

	function look() {
		const sent = document.querySelector( '[data-filon-beacon]' );
		if ( sent ) {
			wake( sent.dataset.filonBeacon, 3 );
		}
	}

	// Sent by the script of Contact Form 7, whose page does not change; see adapters/contact-form-7.php.
	document.addEventListener( 'wpcf7submit', function ( event ) {
		const answer = event.detail.apiResponse;
		if ( answer && answer.filon_beacon ) {
			wake( answer.filon_beacon, 3 );
		}
	} );

	// After load, since until then the browser still moves the focus to the address's #.
	window.addEventListener( 'load', function () {
		const mistakes = document.querySelector( '.filon-form__mistakes' );
		if ( mistakes ) {
			setTimeout( () => mistakes.focus(), 0 );
		}
	} );

	if ( document.readyState === 'loading' ) {
		document.addEventListener( 'DOMContentLoaded', look );
	} else {
		look();
	}
}() );
