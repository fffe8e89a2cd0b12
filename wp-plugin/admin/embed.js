// The parent side of the dashboard's frame: tokens, address, height, visible part, keys (schemas/frame-messages.json).
( function () {
	'use strict';

	const page = document.querySelector( '.filon-embed' );
	if ( ! page ) {
		return;
	}
	const frame = page.querySelector( 'iframe' );
	const notice = page.querySelector( '.notice' );
	const origin = page.dataset.origin;
	let nonce = page.dataset.nonce;
	let failures = 0;

	function post( type, more ) {
		frame.contentWindow.postMessage( Object.assign( { filon: 1, type: type }, more ), origin );
	}

	function say( words ) {
		notice.hidden = ! words;
		notice.querySelector( 'p' ).textContent = words || '';
	}

	function accent() {
		return getComputedStyle( document.body ).getPropertyValue( '--wp-admin-theme-color' ).trim().toLowerCase();
	}

	function askForToken() {
		return fetch( page.dataset.token, {
			method: 'POST',
			credentials: 'same-origin',
			cache: 'no-store',
			headers: { 'X-WP-Nonce': nonce, 'Content-Type': 'application/json' },
			body: JSON.stringify( { colour: accent() } ),
		} );
	}

	// A page left open for a day outlives its nonce, not its session: WordPress gives a new nonce to whoever is signed in.
	async function renewNonce() {
		const answer = await fetch( page.dataset.renew, { credentials: 'same-origin', cache: 'no-store' } );
		const text = ( await answer.text() ).trim();
		if ( answer.ok && /^[0-9a-f]{6,}$/.test( text ) ) {
			nonce = text;
			return true;
		}
		return false;
	}

	async function giveToken() {
		try {
			let answer = await askForToken();
			if ( answer.status === 401 || answer.status === 403 ) {
				if ( ! ( await renewNonce() ) ) {
					say( page.dataset.signedOut );
					post( 'signed-out' );
					return;
				}
				answer = await askForToken();
			}
			if ( answer.status === 401 || answer.status === 403 ) {
				say( page.dataset.signedOut );
				post( 'signed-out' );
				return;
			}
			if ( ! answer.ok ) {
				throw new Error( String( answer.status ) );
			}
			const token = ( await answer.json() ).token;
			failures = 0;
			say( '' );
			post( 'token', { token: token } );
			showView();
		} catch ( problem ) {
			failures += 1;
			say( page.dataset.failed );
			setTimeout( giveToken, Math.min( 60000, 1000 * Math.pow( 2, failures ) ) );
		}
	}

	function barHeight() {
		const bar = document.getElementById( 'wpadminbar' );
		return bar && getComputedStyle( bar ).position === 'fixed' ? bar.offsetHeight : 0;
	}

	let viewAsked = false;
	function showView() {
		if ( viewAsked ) {
			return;
		}
		viewAsked = true;
		requestAnimationFrame( function () {
			viewAsked = false;
			const box = frame.getBoundingClientRect();
			post( 'view', {
				start: Math.max( 0, Math.round( barHeight() - box.top ) ),
				end: Math.max( 0, Math.round( box.bottom - window.innerHeight ) ),
			} );
		} );
	}

	// Only replaceState: entries in the history are the frame's own, and a reload must open the same page.
	function showLocation( message ) {
		if ( typeof message.path !== 'string' || message.path.length > 2000 ) {
			return;
		}
		const address = new URL( window.location.href );
		address.searchParams.set( 'filon-path', message.path );
		window.history.replaceState( window.history.state, '', address );
		if ( typeof message.title === 'string' && message.title ) {
			document.title = message.title.slice( 0, 200 );
		}
	}

	function setHeight( message ) {
		if ( Number.isFinite( message.px ) && message.px >= 0 && message.px < 1000000 ) {
			frame.style.blockSize = Math.ceil( message.px ) + 'px';
			showView();
		}
	}

	function scrollTo( message ) {
		if ( Number.isFinite( message.top ) ) {
			window.scrollTo( { top: frame.getBoundingClientRect().top + window.scrollY + message.top - barHeight() } );
		}
	}

	const answers = {
		ready: giveToken,
		'token-wanted': giveToken,
		location: showLocation,
		height: setHeight,
		scroll: scrollTo,
		// The palette opens inside the frame; all there is to do here is to have the keys go there.
		palette: function () {
			frame.focus();
			showView();
		},
	};

	window.addEventListener( 'message', function ( event ) {
		if ( event.origin !== origin || event.source !== frame.contentWindow ) {
			return;
		}
		const message = event.data;
		if ( message && message.filon === 1 && Object.hasOwn( answers, message.type ) ) {
			answers[ message.type ]( message );
		}
	} );

	// Captured before WordPress' own palette hears it: on this page the key opens the dashboard's.
	window.addEventListener( 'keydown', function ( event ) {
		if ( ( event.ctrlKey || event.metaKey ) && ! event.altKey && ! event.shiftKey && event.key.toLowerCase() === 'k' ) {
			event.preventDefault();
			event.stopImmediatePropagation();
			frame.focus();
			post( 'palette' );
		}
	}, true );

	window.addEventListener( 'scroll', showView, { passive: true } );
	window.addEventListener( 'resize', showView );

	// Last, now that somebody listens.
	frame.src = frame.dataset.src;
}() );
