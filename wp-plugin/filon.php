<?php // Filon for WordPress: keeps every request a visitor sends, delivers it, and shows the dashboard in wp-admin.
/**
 * Plugin Name:       Filon
 * Description:       Keeps every request that visitors send, delivers it to your Filon service and shows the dashboard inside wp-admin.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.1
 * Author:            Filon
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       filon
 * Domain Path:       /languages
 * Update URI:        false
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const VERSION     = '0.1.0';
const PLUGIN_FILE = __FILE__;

require __DIR__ . '/includes/keys.php';
require __DIR__ . '/includes/uuid.php';
require __DIR__ . '/includes/queue.php';
require __DIR__ . '/includes/spill.php';
require __DIR__ . '/includes/cards.php';
require __DIR__ . '/includes/submission.php';
require __DIR__ . '/includes/capture.php';
require __DIR__ . '/includes/losses.php';
require __DIR__ . '/includes/connection.php';
require __DIR__ . '/includes/state.php';
require __DIR__ . '/includes/service.php';
require __DIR__ . '/includes/pairing.php';
require __DIR__ . '/includes/receipts.php';
require __DIR__ . '/includes/delivery.php';
require __DIR__ . '/includes/files.php';
require __DIR__ . '/includes/report.php';
require __DIR__ . '/includes/ledger.php';
require __DIR__ . '/includes/entries.php';
require __DIR__ . '/includes/reconciling.php';
require __DIR__ . '/includes/wakers.php';
require __DIR__ . '/includes/roles.php';
require __DIR__ . '/includes/waiting-people.php';
require __DIR__ . '/includes/forms.php';
require __DIR__ . '/includes/excluded-forms.php';
require __DIR__ . '/trials/trial.php';
require __DIR__ . '/trials/nightly.php';
require __DIR__ . '/includes/updates.php';
require __DIR__ . '/includes/install.php';
require __DIR__ . '/includes/network.php';
require __DIR__ . '/includes/site-health.php';
require __DIR__ . '/includes/rest-wake.php';
require __DIR__ . '/includes/rest-embed-token.php';
require __DIR__ . '/visit/visit.php';
require __DIR__ . '/visit/attribution.php';
require __DIR__ . '/adapters/adapters.php';
require __DIR__ . '/adapters/comments.php';
require __DIR__ . '/adapters/registration.php';
require __DIR__ . '/form/definition.php';
require __DIR__ . '/form/values.php';
require __DIR__ . '/form/receive.php';
require __DIR__ . '/form/fields.php';
require __DIR__ . '/form/render.php';
require __DIR__ . '/form/block.php';
require __DIR__ . '/booking/block.php';

// Only now: a plugin of a whole network is loaded before WordPress names its cookies.
add_action(
	'plugins_loaded',
	static function (): void {
		// Visitors' forms go through admin-ajax.php too: without a cookie of somebody signed in nothing of these is asked for there.
		if ( ! is_admin() || ( wp_doing_ajax() && ! isset( $_COOKIE[ LOGGED_IN_COOKIE ] ) ) ) {
			return;
		}
		require_once __DIR__ . '/admin/embed-page.php';
		require_once __DIR__ . '/admin/settings-page.php';
		require_once __DIR__ . '/admin/settings-actions.php';
		require_once __DIR__ . '/admin/forms-section.php';
		require_once __DIR__ . '/admin/notices.php';
		require_once __DIR__ . '/admin/widget.php';
		require_once __DIR__ . '/admin/privacy.php';
		require_once __DIR__ . '/admin/help.php';
		require_once __DIR__ . '/admin/visit-options.php';
	}
);
if ( defined( 'WP_CLI' ) && \WP_CLI ) {
	require __DIR__ . '/includes/cli.php';
}

add_action(
	'init',
	static function (): void {
		// Since WordPress 6.8 the headers are enough; older ones need to be told.
		load_plugin_textdomain( 'filon', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
	}
);
