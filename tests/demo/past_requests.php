<?php
// Puts the joinery's requests of the last days into the plugin's queue, as if visitors had sent them then.

$shop = json_decode( file_get_contents( $args[0] ), true );
$form = $shop['pages'][1];
$page = home_url( '/devis/' );

foreach ( $shop['requests'] as $request ) {
	$fields = array();
	foreach ( array( 'nom' => 'text', 'email' => 'email', 'telephone' => 'tel', 'projet' => 'select', 'message' => 'textarea' ) as $id => $type ) {
		$fields[] = array(
			'id'    => $id,
			'label' => ucfirst( $id ),
			'type'  => $type,
			'value' => $request[ $id ],
		);
	}
	preg_match( '/consent="([^"]+)"/', $form['content'], $consent );
	$uuid = Filon\make_uuid();
	$line = json_decode(
		Filon\submission_line(
			$uuid,
			array(
				'source'   => 'filon',
				'form'     => array( 'id' => 'devis', 'title' => 'Demande de devis' ),
				'fields'   => $fields,
				'consents' => array( array( 'field_id' => 'consent', 'text' => $consent[1], 'given' => true ) ),
				'page'     => $page,
				'locale'   => 'fr_FR',
			)
		),
		true
	);
	// The queue stamps what it captures with this moment; these came earlier.
	$line['submitted_at'] = gmdate( 'Y-m-d\TH:i:s\Z', time() - (int) ( 3600 * $request['hours_ago'] ) );
	// And with what the ad or the link had put into the address.
	$line['attribution'] = isset( $request['came_by'] ) ? array( 'first' => null, 'last' => $request['came_by'] ) : null;
	Filon\insert_line( $uuid, wp_json_encode( $line ) );
}
