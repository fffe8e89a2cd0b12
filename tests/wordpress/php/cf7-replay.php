<?php
// Stands in for Contact Form 7 in a WordPress without it: objects that answer what was recorded of the real ones.

define( 'WPCF7_VERSION', '6.1.6' );

class WPCF7_FormTag {
	public string $type;
	public string $basetype;
	public string $raw_name;
	public string $name;
	public array $options;
	public array $raw_values;
	public array $values;
	public array $labels;
	public string $attr;
	public string $content;
	public ?object $pipes;

	public function __construct( array $recorded ) {
		foreach ( $recorded as $name => $value ) {
			$this->$name = 'pipes' === $name && null !== $value ? new Recorded_Pipes( $value ) : $value;
		}
	}

	public function has_option( string $name ): bool {
		return array() !== array_filter( $this->options, static fn( string $option ): bool => $option === $name || str_starts_with( $option, "$name:" ) );
	}

	public function get_option( string $name, string $pattern = '', bool $single = false ): string|false {
		foreach ( $this->options as $option ) {
			if ( str_starts_with( $option, "$name:" ) ) {
				return substr( $option, strlen( $name ) + 1 );
			}
		}
		return false;
	}
}

class Recorded_Pipes {
	public function __construct( private array $pairs ) {}

	public function to_array(): array {
		return $this->pairs;
	}
}

class WPCF7_ContactForm {
	public function __construct( private array $recorded ) {}

	public function id(): int {
		return $this->recorded['id'];
	}

	public function title(): string {
		return $this->recorded['title'];
	}

	public function locale(): string {
		return $this->recorded['locale'];
	}

	public function prop( string $name ): ?string {
		return 'form' === $name ? $this->recorded['template'] : null;
	}

	public function in_demo_mode(): bool {
		return $this->recorded['is_demo'];
	}

	public function scan_form_tags( ?array $only = null ): array {
		$tags = array_map( static fn( array $tag ): WPCF7_FormTag => new WPCF7_FormTag( $tag ), $this->recorded['tags'] );
		if ( null === $only ) {
			return $tags;
		}
		if ( array( 'feature' => 'do-not-store' ) !== $only ) {
			throw new LogicException( 'What these tags are was not recorded.' );
		}
		return array_values( array_filter( $tags, fn( WPCF7_FormTag $tag ): bool => in_array( $tag->name, $this->recorded['not_stored'], true ) ) );
	}
}

class WPCF7_Submission {
	public static ?self $only = null;
	public array $recorded    = array();

	public static function get_instance(): ?self {
		return self::$only;
	}

	public function get_posted_data( string $name = '' ): mixed {
		return '' === $name ? $this->recorded['posted'] : ( $this->recorded['posted'][ $name ] ?? null );
	}

	public function get_meta( string $name ): mixed {
		return $this->recorded['meta'][ $name ] ?? null;
	}

	public function uploaded_files(): array {
		return $this->recorded['files'];
	}

	public function get_spam_log(): array {
		return $this->recorded['spam_log'];
	}
}

/**
 * Fires the hooks of one visitor's request as they were recorded.
 */
function replay( array $hooks ): void {
	Filon\load_adapters();
	WPCF7_Submission::$only = new WPCF7_Submission();
	foreach ( $hooks as $hook ) {
		WPCF7_Submission::$only->recorded = $hook['submission'];
		$_POST                            = wp_slash( $hook['chosen'] );
		$form                             = new WPCF7_ContactForm( $hook['form'] );
		if ( 'wpcf7_submit' === $hook['hook'] ) {
			do_action( 'wpcf7_submit', $form, array( 'status' => $hook['status'] ) );
		} else {
			do_action_ref_array( 'wpcf7_before_send_mail', array( $form, &$hook['is_stopped'], WPCF7_Submission::$only ) );
		}
	}
}
