// Puts the booking page where its link stands, tells it what led the visitor here, and gives it the height it asks for.
( function () {
	'use strict';

	function visit() {
		try {
			return decodeURIComponent( document.cookie.match( /(?:^|; )filon_visit=([^;]*)/ )[ 1 ] );
		} catch {
			return '';
		}
	}

	function referrer() {
		try {
			return new URL( document.referrer ).host === location.host ? '' : document.referrer;
		} catch {
			return '';
		}
	}

	function show( place ) {
		const link = place.querySelector( 'a' );
		const address = new URL( link.href );
		const told = { page: location.href.split( '#' )[ 0 ], referrer: referrer(), visit: visit() };
		Object.entries( told ).forEach( function ( [ name, value ] ) {
			// Cut, it would say something else.
			if ( value && value.length <= ( 'visit' === name ? 4000 : 1000 ) ) {
				address.searchParams.set( name, value );
			}
		} );
		link.href = address;
		const frame = document.createElement( 'iframe' );
		frame.title = link.textContent;
		frame.src = address;
		Object.assign( frame.style, { width: '100%', height: '40rem', border: 0, display: 'block' } );
		let isShown = false;
		window.addEventListener( 'message', function ( event ) {
			if ( event.source !== frame.contentWindow || event.origin !== address.origin || ! event.data ) {
				return;
			}
			if ( event.data.filonHeight > 0 ) {
				frame.style.height = Math.min( event.data.filonHeight, 10000 ) + 'px';
				// The page is there, and may stand in this one.
				link.hidden = true;
			} else if ( event.data.filonShown ) {
				if ( isShown && frame.getBoundingClientRect().top < 0 ) {
					frame.scrollIntoView();
				}
				isShown = true;
			}
		} );
		place.prepend( frame );
	}

	document.querySelectorAll( '[data-filon-booking]' ).forEach( show );
}() );
