// On a page with the form: tells how long it took and which page led here, and shows the mistakes.
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

	// After load, since until then the browser still moves the focus to the address's #.
	window.addEventListener( 'load', function () {
		const mistakes = document.querySelector( '.filon-form__mistakes' );
		if ( mistakes ) {
			setTimeout( () => mistakes.focus(), 0 );
		}
	} );
}() );
