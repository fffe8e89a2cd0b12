<?php // Loads the plugin's files that need no WordPress.

declare( strict_types = 1 );

define( 'ABSPATH', __DIR__ . '/' );
require dirname( __DIR__, 3 ) . '/wp-plugin/includes/keys.php';
require dirname( __DIR__, 3 ) . '/wp-plugin/includes/uuid.php';
