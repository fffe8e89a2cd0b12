// Keeps what led a visitor here, where they agree, and starts the delivery once a form was sent.
( function () {
	'use strict';

	const own = document.querySelector( '[data-filon-wake]' );
	if ( ! own ) {
		return;
	}
	const from = addressOf( document.referrer );
	const isInside = from?.host === location.host;
	const [ chosen, day ] = ( own.dataset.filonVisit || '' ).split( ' ' );
	// A cached page may be older than the owner's choice: a looser one lapses after a week.
	const mode = Date.now() / 864e5 - day < 8 ? chosen : 'strict';
	let timers = [];
	let isTold;
	const touch = chosen && arrival();

	function addressOf( text ) {
		try {
			return new URL( text );
		} catch {}
	}

	function arrival() {
		const touch = { at: new Date().toISOString(), landing: location.pathname.slice( 0, 200 ) };
		if ( from && ! isInside ) {
			touch.referrer = from.href.split( /[?#]/ )[ 0 ].slice( 0, 200 );
		}
		new URLSearchParams( location.search ).forEach( function ( value, name ) {
			if ( /^(utm_\w+|\w+clk?id|[gw]braid|li_fat_id|epik|ScCid)$/.test( name ) && value.length <= 200 ) {
				touch[ name ] = value;
			}
		} );
		isTold = Object.keys( touch ).length > 2;
		return ( isTold || ! isInside ) && touch;
	}

	function cookie( name ) {
		return document.cookie.match( '(^|; )' + name + '=([^;]*)' )?.[ 2 ];
	}

	function firstKept() {
		try {
			return JSON.parse( decodeURIComponent( cookie( 'filon_visit' ) ) ).first;
		} catch {}
	}

	function answer() {
		return cookie( ( window.consent_api?.cookie_prefix || 'wp_consent' ) + '_marketing' );
	}

	function mayKeep() {
		return answer() ? answer() === 'allow' : mode === 'always' || ( mode === 'follow' && window.wp_has_consent?.( 'marketing' ) );
	}

	// Too long for a cookie: the longest value goes.
	function fit( kept ) {
		const text = encodeURIComponent( JSON.stringify( kept ) );
		if ( text.length <= 1500 ) {
			return text;
		}
		const [ [ touch, key ] ] = Object.values( kept )
			.flatMap( ( touch ) => Object.keys( touch ).map( ( key ) => [ touch, key, touch[ key ].length ] ) )
			.sort( ( a, b ) => b[ 2 ] - a[ 2 ] );
		delete touch[ key ];
		return fit( kept );
	}

	function settle() {
		const first = firstKept();
		const kept = first ? { first, last: touch } : { first: touch };
		const isNews = touch && ( ! first || ( isTold && first.at !== touch.at ) );
		if ( isNews || ! mayKeep() ) {
			document.cookie = 'filon_visit=' + ( mayKeep() ? fit( kept ) + '; Max-Age=7776000' : '; Max-Age=0' ) +
				'; Path=/; SameSite=Lax' + ( location.protocol === 'https:' ? '; Secure' : '' );
		}
	}

	function wake( tries = 2 ) {
		fetch( own.dataset.filonWake, { method: 'POST', keepalive: true, credentials: 'omit' } )
			.then( ( answer ) => answer.status === 429 && tries && setTimeout( wake, 1500, tries - 1 ) )
			.catch( () => {} );
	}

	function fire() {
		timers.shift();
		wake();
	}

	function wakeIn( ...waits ) {
		timers.forEach( clearTimeout );
		timers = waits.map( ( wait ) => setTimeout( fire, wait ) );
	}

	document.addEventListener( 'submit', function ( event ) {
		const form = event.target;
		// Without fields: one may be called "action".
		const bare = form.cloneNode();
		// Searches, carts and logins are no requests.
		if ( bare.matches( ':not([method=post i]),.cart,.woocommerce-cart-form,.login,[action*=wp-login]' ) || addressOf( bare.action )?.host !== location.host ) {
			return;
		}
		// Kept nowhere, it may still go with what this page sends.
		if ( touch && ! cookie( 'filon_visit' ) && answer() !== 'deny' ) {
			const field = form.querySelector( '[name=_filon_visit]' ) || document.createElement( 'input' );
			field.type = 'hidden';
			field.name = '_filon_visit';
			field.value = JSON.stringify( touch );
			form.append( field );
		}
		// Nobody knows when a form's script is done: mail takes long.
		wakeIn( 4000, 15000 );
	}, true );

	// Contact Form 7 says it.
	document.addEventListener( 'wpcf7submit', () => wakeIn( 0 ) );
	window.addEventListener( 'pagehide', () => timers.length && wake( wakeIn() ) );

	if ( chosen ) {
		document.addEventListener( 'wp_listen_for_consent_change', settle );
		document.addEventListener( 'wp_consent_type_defined', settle );
		settle();
	}
	// Without a script a form often leads to another page.
	if ( document.querySelector( '[data-filon-beacon]' ) || ( isInside && performance.getEntriesByType( 'navigation' )[ 0 ]?.redirectCount ) ) {
		wake();
	}
}() );
