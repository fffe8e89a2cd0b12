<?php
// Must-use plugin: stands in for Gravity Forms as far as the entries go that it keeps: its table, and what is asked of it.

const GF_MIN_WP_VERSION = 'stand-in';

class GFFormsModel {
	public static function get_entry_table_name(): string {
		global $wpdb;
		return $wpdb->prefix . 'gf_entry';
	}
}

class GFAPI {
	public static function get_forms(): array {
		return array( self::get_form( 1 ) );
	}

	public static function get_form( int $id ): array {
		$fields = 1 === $id
			? array( array( 1, 'text', 'Votre nom' ), array( 2, 'email', 'Votre e-mail' ) )
			: array( array( 1, 'text', 'Votre nom' ), array( 2, 'phone', 'Téléphone' ), array( 3, 'hidden', 'Campagne' ) );
		return array(
			'id'     => $id,
			'title'  => 'Devis',
			'fields' => array_map( static fn( array $field ): object => (object) array( 'id' => $field[0], 'type' => $field[1], 'label' => $field[2], 'inputType' => '', 'inputs' => null, 'choices' => null ), $fields ),
		);
	}

	public static function get_entry( int $id ): array {
		global $wpdb;
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}gf_entry WHERE id = %d", $id ), ARRAY_A );
		return $row + array( '1' => $row['named'] ?? "Khadija $id", '2' => $row['typed'] ?? "khadija.$id@example.com", '3' => 'filon-2026' );
	}

	public static function delete_entry( int $id ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->prefix . 'gf_entry', array( 'id' => $id ) );
	}
}

add_shortcode( 'gravityform', static fn(): string => '<form method="post"><input name="named"><input type="hidden" name="gform_submit" value="1"></form>' );
add_action(
	'wp_loaded',
	static function (): void {
		global $wpdb;
		if ( isset( $_POST['gform_submit'] ) ) {
			// As after an update that has changed its hooks: it keeps what was sent, and tells nobody.
			$wpdb->insert( $wpdb->prefix . 'gf_entry', array( 'form_id' => 1, 'named' => $_POST['named'], 'typed' => '', 'date_created' => gmdate( 'Y-m-d H:i:s' ) ) );
		}
	}
);
