<?php
// Turns a fresh WordPress into the joinery's site: name, pages, its owner as administrator. Run by wp eval-file.

$shop = json_decode( file_get_contents( $args[0] ), true );
$name = $shop['owner'];

$owner = wp_insert_user(
	array(
		'user_login'   => $name['login'],
		'user_pass'    => $args[1],
		'user_email'   => $name['email'],
		'display_name' => $name['name'],
		'role'         => 'administrator',
		'locale'       => 'fr_FR',
	)
);
require_once ABSPATH . 'wp-admin/includes/user.php';
foreach ( get_users( array( 'exclude' => array( $owner ) ) ) as $other ) {
	wp_delete_user( $other->ID, $owner );
}

update_option( 'WPLANG', 'fr_FR' );
update_option( 'blogname', $shop['business'] );
update_option( 'blogdescription', $shop['tagline'] );
update_option( 'timezone_string', $shop['timezone'] );
update_option( 'admin_email', $name['email'] );

foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $sample ) {
	wp_delete_post( $sample->ID, true );
}
foreach ( $shop['pages'] as $page ) {
	$pages[ $page['slug'] ] = wp_insert_post(
		wp_slash(
			array(
				'post_type'    => 'page',
				'post_status'  => 'publish',
				'post_author'  => $owner,
				'post_name'    => $page['slug'],
				'post_title'   => $page['title'],
				'post_content' => $page['content'],
			)
		)
	);
}
update_option( 'show_on_front', 'page' );
update_option( 'page_on_front', $pages['accueil'] );
