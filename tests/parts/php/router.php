<?php
// Gives WordPress every address that is no file, as a web server's rewrite rules do, under PHP's own web server.

$path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$file = $_SERVER['DOCUMENT_ROOT'] . $path;

if ( is_dir( $file ) && ! str_ends_with( $path, '/' ) ) {
	$query = $_SERVER['QUERY_STRING'] ?? '';
	header( 'Location: ' . $path . '/' . ( '' === $query ? '' : '?' . $query ), true, 301 );
	return true;
}
if ( is_file( $file ) || ( is_dir( $file ) && is_file( $file . 'index.php' ) ) ) {
	return false;
}
$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
chdir( $_SERVER['DOCUMENT_ROOT'] );
require $_SERVER['SCRIPT_FILENAME'];
